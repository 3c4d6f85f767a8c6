import { assert } from '@open-wc/testing';
import { Pulse } from '../../src/ui/data/pulse.ts';
import { FakeTransport } from './fake-transport.ts';
import { until } from './until.ts';

describe('the pulse', () => {
  it('asks soon after the start, then not again for seconds, and for nothing while it is lost', async () => {
    const transport = new FakeTransport();
    const pulse = new Pulse(transport);
    const asked = (method: string): number =>
      transport.asked.filter((one) => one.method === method).length;
    await until(() => pulse.findings !== undefined, 'everything was asked');
    assert.equal(pulse.status?.live, 2);
    assert.equal(pulse.costToday, 1.234);
    assert.deepEqual(['engine.status', 'usage.today', 'doctor'].map(asked), [1, 1, 1]);
    transport.become('lost');
    assert.isUndefined(pulse.status, 'nothing stale is shown');
    assert.equal(asked('engine.status'), 1);
    transport.become('open');
    await until(() => pulse.status !== undefined, 'it asks again when the engine is back');
    assert.equal(asked('doctor'), 1);
    pulse.close();
  });
});
