import { type Handlers, handlerOf, type Platform } from '@rapport/platform';
import type { Actor } from '../access/index.ts';
import { addHandle, changeHandle, removeHandle } from './handles.ts';
import { contactHistory, contactLabels, contactRemarks, getContact, listContacts } from './look-up.ts';
import { keepApart, mergeContacts, separateContact, suggestions, unmergeContact } from './merge.ts';
import { addRemark, changeRemark } from './remarks.ts';
import { contactSettings, setField, setType } from './settings.ts';
import { getImport, listImports, runImport, startImport } from './transfer/imports.ts';
import { changeContact, createContact } from './write-contacts.ts';

/** Contract methods → actions, nothing else. */
export function routes(p: Platform): Handlers<Actor> {
  const on = handlerOf<Actor>(p);
  return {
    'contacts.list': on(listContacts),
    'contacts.get': on(getContact),
    'contacts.create': on(createContact),
    'contacts.change': on(changeContact),
    'contacts.addHandle': on(addHandle),
    'contacts.changeHandle': on(changeHandle),
    'contacts.removeHandle': on(removeHandle),
    'contacts.merge': on(mergeContacts),
    'contacts.unmerge': on(unmergeContact),
    'contacts.separate': on(separateContact),
    'contacts.history': on(contactHistory),
    'contacts.suggestions': on(suggestions),
    'contacts.keepApart': on(keepApart),
    'contacts.remarks': on(contactRemarks),
    'contacts.addRemark': on(addRemark),
    'contacts.changeRemark': on(changeRemark),
    'contacts.labels': on(contactLabels),
    'contacts.settings': on(contactSettings),
    'contacts.setType': on(setType),
    'contacts.setField': on(setField),
    'contacts.import': on(startImport),
    'contacts.runImport': on(runImport),
    'contacts.getImport': on(getImport),
    'contacts.imports': on(listImports),
  };
}
