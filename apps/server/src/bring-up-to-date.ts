import { erasable, migrationSources } from '@rapport/modules';
import { type Config, createLogger, systemClock, upgradeDatabase } from '@rapport/platform';

/**
 * Upgrades the database before anything else uses it: preflight, backup, migrations. Answers the ids of what it ran.
 * @throws UpgradeRefusedError when something is in the way
 */
export function bringUpToDate(config: Config, databaseUrl: string, progress: (line: string) => void): Promise<string[]> {
  const logger = createLogger('silent');
  return upgradeDatabase({ config, databaseUrl, sources: migrationSources(), erasable, logger, clock: systemClock, progress });
}
