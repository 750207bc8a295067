import { createLocalBus } from './bus.ts';
import { busSuite } from './bus-suite.test-kit.ts';

busSuite('in one process', async (onError) => {
  const bus = createLocalBus(onError);
  return { here: bus, there: bus };
});
