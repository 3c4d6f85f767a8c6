/** Does what is asked of one session: asks back where that is due, and says how it went. */
import type { SessionView } from '../../contract/rows.ts';
import type { LuluConfirmDialog } from '../components/confirm-dialog.ts';
import type { IconName } from '../components/icon.ts';
import type { MenuItem } from '../components/menu.ts';
import type { SessionAction } from '../components/session-action.ts';
import { actionsFor } from '../components/session-text.ts';
import type { LuluTextDialog } from '../components/text-dialog.ts';
import type { LuluToast } from '../components/toast.ts';
import type { SessionsStore } from '../data/sessions-store.ts';
import { messageOf, type Transport } from '../data/transport.ts';

const labels: Readonly<Record<SessionAction, readonly [string, IconName]>> = {
  approve: ['Approve', 'check'],
  deny: ['Deny', 'close'],
  interrupt: ['Interrupt…', 'stop'],
  resume: ['Resume…', 'play'],
  rename: ['Rename…', 'rename'],
  'copy-worktree': ['Copy worktree path', 'copy'],
  delete: ['Move to trash…', 'trash'],
};

/** What the actions show themselves with; the app's shell owns these elements. */
export interface ActionSurfaces {
  readonly confirm: LuluConfirmDialog;
  readonly text: LuluTextDialog;
  readonly toast: LuluToast;
}

export class SessionActions {
  readonly #transport: Transport;
  readonly #store: SessionsStore;
  readonly #surfaces: () => ActionSurfaces;

  constructor(transport: Transport, store: SessionsStore, surfaces: () => ActionSurfaces) {
    this.#transport = transport;
    this.#store = store;
    this.#surfaces = surfaces;
  }

  /** The menu of one session, with `open` at its head. */
  menu(session: SessionView, open: () => void): MenuItem[] {
    const items = actionsFor(session).map<MenuItem>((action, index) => {
      const [label, icon] = labels[action];
      return {
        label: action === 'approve' ? `Approve ${shortened(session.waitingFor?.text)}` : label,
        icon,
        danger: action === 'delete',
        separated: index === 0 || action === 'delete' || action === 'rename',
        run: () => void this.run(session, action),
      };
    });
    return [{ label: 'Open', icon: 'open', hint: 'Enter', run: open }, ...items];
  }

  /** Never throws: what does not work is said on the page. */
  async run(session: SessionView, action: SessionAction): Promise<void> {
    try {
      await this.#do(session, action);
    } catch (error) {
      this.#surfaces().toast.show({ text: `${session.name}: ${messageOf(error)}`, failed: true });
    }
  }

  async #do(session: SessionView, action: SessionAction): Promise<void> {
    const { id } = session;
    const requestId = session.waitingFor?.requestId ?? null;
    switch (action) {
      case 'interrupt':
        await this.#interrupt(session);
        return;
      case 'approve':
        this.#took(await this.#transport.request('sessions.approve', { id, requestId }));
        return;
      case 'deny':
        this.#took(await this.#transport.request('sessions.deny', { id, requestId }));
        return;
      case 'resume':
        await this.#resume(session);
        return;
      case 'rename':
        await this.#rename(session);
        return;
      case 'delete':
        await this.#delete(session);
        return;
      case 'copy-worktree':
        await navigator.clipboard.writeText(session.worktree);
        this.#surfaces().toast.show({ text: 'Worktree path copied' });
        return;
    }
  }

  async #interrupt(session: SessionView): Promise<void> {
    const yes = await this.#surfaces().confirm.ask({
      heading: 'Interrupt session?',
      text: `The agent of “${session.name}” is stopped. What it has done stays, and it can be resumed.`,
      verb: 'Interrupt',
    });
    if (!yes) return;
    this.#took(await this.#transport.request('sessions.interrupt', { id: session.id }));
  }

  async #resume(session: SessionView): Promise<void> {
    await this.#surfaces().text.ask({
      heading: `Resume “${session.name}”`,
      label: 'What should the agent do next?',
      value: '',
      verb: 'Resume',
      multiline: true,
      submit: async (prompt) => {
        this.#took(await this.#transport.request('sessions.resume', { id: session.id, prompt }));
      },
    });
  }

  async #rename(session: SessionView): Promise<void> {
    await this.#surfaces().text.ask({
      heading: 'Rename session',
      label: 'Name',
      value: session.name,
      verb: 'Rename',
      multiline: false,
      submit: async (name) => {
        this.#took(await this.#transport.request('sessions.rename', { id: session.id, name }));
      },
    });
  }

  async #delete(session: SessionView): Promise<void> {
    const { id, name } = session;
    const running = actionsFor(session).includes('interrupt') ? 'Its agent is stopped first. ' : '';
    const yes = await this.#surfaces().confirm.ask({
      heading: 'Move session to the trash?',
      text: `${running}“${name}” and its worktree, with everything in it, go to the trash. They can be restored from there.`,
      verb: 'Move to trash',
    });
    if (!yes) return;
    const { row } = await this.#transport.request('sessions.delete', { id });
    this.#store.put({ ...row, deletedAt: row.deletedAt ?? row.lastActivityAt });
    this.#surfaces().toast.show({
      text: `“${name}” is in the trash`,
      action: { label: 'Undo', run: () => void this.restore(session) },
    });
  }

  /** Brings a session back from the trash. Never throws. */
  async restore({ id, name }: SessionView): Promise<void> {
    try {
      this.#took(await this.#transport.request('sessions.restore', { id }));
    } catch (error) {
      const text = `${name} was not restored: ${messageOf(error)}`;
      this.#surfaces().toast.show({ text, failed: true });
    }
  }

  #took({ row }: { readonly row: SessionView }): void {
    this.#store.put(row);
  }
}

function shortened(text = ''): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
