import type { TemplateDefinition } from '@rapport/contract';
import { asks, day, line, lines, list, table, whole, yesNo } from './fields.ts';

/** After HL7 C-CDA's consultation note (LOINC 11488-4): allergies and reason always stand there, none being an answer, too. */
export const medicalConsult: TemplateDefinition = {
  names: { en: 'Medical consult', zh: '诊疗咨询记录' },
  purpose: '',
  insists: [],
  schema: asks(
    {
      patient: line('Patient number', '患者编号'),
      encounter: line('Visit number', '就诊号'),
      reason: lines('Reason', '就诊原因'),
      complaint: lines('Chief complaint', '主诉'),
      history: lines('History of the present illness', '现病史'),
      past: lines('Past illnesses', '既往史'),
      allergies: lines('Allergies', '过敏史'),
      medication: table(
        'Medication taken',
        '目前用药',
        { drug: line('Drug', '药品'), dose: line('Dose', '剂量'), frequency: line('How often', '频次') },
        ['drug'],
      ),
      examination: lines('Examination', '查体与检查'),
      assessment: lines('Assessment', '诊断意见'),
      plan: lines('Plan', '处理意见'),
      prescription: line('Prescription number', '处方号'),
      licence: line('Clinician’s licence number', '医师执业证号'),
      underSix: yesNo('The patient is under six', '患者未满六岁'),
      guardian: line('Guardian present', '在场监护人'),
    },
    ['patient', 'reason', 'allergies', 'assessment', 'licence'],
  ),
};

/** Advice stands apart from what was told, as solicitors' attendance notes keep it. */
export const legalConsult: TemplateDefinition = {
  names: { en: 'Legal consult', zh: '法律咨询记录' },
  purpose: '',
  insists: ['goal'],
  schema: asks(
    {
      client: line('Client', '委托人'),
      matter: line('Matter', '案由'),
      caseNumber: line('File number', '案号'),
      conflictChecked: yesNo('Conflicts of interest were checked', '已作利益冲突检查'),
      told: lines('What the client told', '委托人陈述'),
      papers: list('Papers received', '收到的材料'),
      advice: lines('Advice given', '律师意见'),
      risks: lines('Risks pointed out', '风险提示'),
      instructions: lines('Instructions', '委托人指示'),
      next: list('Next steps', '后续步骤'),
      minutes: whole('Time spent in minutes', '用时（分钟）'),
      privileged: yesNo('Privileged', '受保密特权保护'),
      noteDay: day('Written on', '记录日期'),
    },
    ['client', 'matter', 'told', 'advice'],
  ),
};
