import { BaseRole, LanguageTag } from '@rapport/contract';
import { createUser } from '@rapport/modules';
import { type Command, Option } from 'commander';
import { withPlatform } from '../house.ts';
import { readSecret, say, sayJson, tell, UsageError } from '../terminal.ts';

interface Options {
  email: string;
  name: string;
  role: BaseRole;
  language?: 'zh-CN' | 'en';
  organization?: string;
  passwordStdin?: boolean;
  json?: boolean;
}

async function passwordFor(options: Options): Promise<string | undefined> {
  const first = await readSecret('Password (leave it empty for none yet): ', options.passwordStdin ?? false);
  if (options.passwordStdin && !first) throw new UsageError('--password-stdin: there is no password on standard input.');
  if (!first || options.passwordStdin) return first || undefined;
  if ((await readSecret('Again: ', false)) !== first) throw new UsageError('The two passwords differ.');
  return first;
}

async function create(options: Options): Promise<void> {
  if (!/^\S+@\S+$/.test(options.email)) throw new UsageError(`--email: "${options.email}" is no address.`);
  const password = await passwordFor(options);
  const { name, role, language, organization } = options;
  const email = options.email.normalize('NFC').toLowerCase();
  const id = await withPlatform((platform) =>
    createUser(platform, {
      email,
      name,
      role,
      ...(password ? { password } : {}),
      ...(language ? { language } : {}),
      ...(organization ? { organizationName: organization } : {}),
    }),
  );
  if (options.json) sayJson({ id, email, name, role });
  else say(`${name} <${email}> is ${role} now (${id}).`);
  if (!password) tell('There is no password yet: ask for a reset on the sign-in page, or let an administrator make a link.');
}

export function addUser(program: Command): void {
  const user = program.command('user').description('people');
  user
    .command('create')
    .description('make a person (audited)')
    .requiredOption('--email <address>', 'address to sign in with')
    .requiredOption('--name <name>', 'name that others see')
    .addOption(new Option('--role <role>', 'role').choices(BaseRole.options).default('member'))
    .addOption(new Option('--language <tag>', 'language').choices(LanguageTag.options))
    .option('--organization <name>', 'name of the organization, when this is its first person')
    .option('--password-stdin', 'read the password from standard input (its first line)')
    .option('--json', 'one line of JSON: {id, email, name, role}')
    .action(create);
}
