/** The UI's composition root: looks, app, and whichever wire there is. */
import { connect } from './data/connect.ts';
import { page, tokens } from './styles/tokens.ts';
import { LuluApp } from './views/app.ts';

for (const { styleSheet } of [tokens, page]) {
  if (styleSheet !== undefined) document.adoptedStyleSheets.push(styleSheet);
}

// The list does not wait for what shows one session; both are on their way at once.
void import('./views/session-detail.ts');

const app = new LuluApp();
document.body.replaceChildren(app);

const forbid = (): void => {
  app.forbidden = true;
};
const connection = await connect(app, forbid);
if (connection === null) forbid();
else {
  app.platform = connection.platform;
  app.transport = connection.transport;
}
