import { expect, onTestFinished, test } from 'vitest';
import { closingEvent } from '../../src/contract/neutralino.ts';
import { startExtension } from '../../src/hosts/extension/start-extension.ts';
import { startTestHost } from '../helpers/host.ts';
import { neutralinoConfig } from '../helpers/neutralino-config.ts';
import { startNeutralinoServer, type NeutralinoServer } from '../helpers/neutralino-server.ts';
import { temporaryFolder } from '../helpers/repository.ts';
import { until } from '../helpers/until.ts';

const graceMs = 150;

async function openWindow(): Promise<{ window: NeutralinoServer; closed: Promise<void> }> {
  const window = await startNeutralinoServer({
    resources: temporaryFolder(),
    config: neutralinoConfig,
  });
  onTestFinished(() => window.exit());
  const host = await startTestHost();
  const { closed } = await startExtension({
    credentials: { ...window.credentials, nlPort: Number(window.credentials.nlPort) },
    open: host.host.open,
    log: host.log,
    closeGraceMs: graceMs,
  });
  return { window, closed };
}

const exits = ({ calls }: NeutralinoServer): number =>
  calls.filter(({ method }) => method === 'app.exit').length;

test('closes a window whose page does not answer for it', async () => {
  const { window, closed } = await openWindow();
  window.closeWindow();
  await closed;
  expect(exits(window)).toBe(1);
});

test('leaves it to a page that answers, before or after the question comes', async () => {
  const { window } = await openWindow();
  const answer = JSON.stringify({ event: closingEvent, data: {} });
  const since = performance.now();
  window.sendToExtensions(answer);
  window.closeWindow();
  window.sendToExtensions(answer);
  await until('the grace is over', () => performance.now() - since > 3 * graceMs);
  expect(exits(window)).toBe(0);
  expect(window.connected()).toBe(1);
});
