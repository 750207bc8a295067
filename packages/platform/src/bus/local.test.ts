import { busSuite } from './bus-suite.test-kit.ts';
import { createLocalBus } from './local.ts';

busSuite('in one process', async (onError) => {
  const bus = createLocalBus(onError);
  return { here: bus, there: bus };
});
