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
import { actionText } from '../strings.ts';

const labels: Readonly<Record<SessionAction, readonly [string, IconName]>> = {
  approve: [actionText.approve, 'check'],
  deny: [actionText.deny, 'close'],
  interrupt: [actionText.interrupt, 'stop'],
  resume: [actionText.resume, 'play'],
  rename: [actionText.rename, 'rename'],
  'copy-worktree': [actionText.copyWorktree, 'copy'],
  'open-editor': [actionText.openEditor, 'editor'],
  'open-terminal': [actionText.openTerminal, 'terminal'],
  'open-files': [actionText.openFiles, 'folder'],
  delete: [actionText.delete, 'trash'],
};

/** These begin a group of the menu. */
const firsts: ReadonlySet<SessionAction> = new Set(['open-editor', 'rename', 'delete']);

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
        label:
          action === 'approve'
            ? actionText.approveWhat(shortened(session.waitingFor?.text))
            : label,
        icon,
        danger: action === 'delete',
        separated: index === 0 || firsts.has(action),
        run: () => void this.run(session, action),
      };
    });
    return [{ label: actionText.open, icon: 'open', hint: 'Enter', run: open }, ...items];
  }

  /** Never throws: what does not work is said on the page. */
  async run(session: SessionView, action: SessionAction): Promise<void> {
    try {
      await this.#do(session, action);
    } catch (error) {
      this.#surfaces().toast.show({
        text: actionText.failed(session.name, messageOf(error)),
        failed: true,
      });
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
        this.#surfaces().toast.show({ text: actionText.copied });
        return;
      case 'open-editor':
        await this.#transport.request('worktree.open', { id, with: 'editor' });
        return;
      case 'open-terminal':
        await this.#transport.request('worktree.open', { id, with: 'terminal' });
        return;
      case 'open-files':
        await this.#transport.request('worktree.open', { id, with: 'files' });
        return;
    }
  }

  async #interrupt(session: SessionView): Promise<void> {
    const yes = await this.#surfaces().confirm.ask({
      heading: actionText.interruptHeading,
      text: actionText.interruptText(session.name),
      verb: actionText.interruptVerb,
    });
    if (!yes) return;
    this.#took(await this.#transport.request('sessions.interrupt', { id: session.id }));
  }

  async #resume(session: SessionView): Promise<void> {
    await this.#surfaces().text.ask({
      heading: actionText.resumeHeading(session.name),
      label: actionText.resumeLabel,
      value: '',
      verb: actionText.resumeVerb,
      multiline: true,
      submit: async (prompt) => {
        this.#took(await this.#transport.request('sessions.resume', { id: session.id, prompt }));
      },
    });
  }

  async #rename(session: SessionView): Promise<void> {
    await this.#surfaces().text.ask({
      heading: actionText.renameHeading,
      label: actionText.renameLabel,
      value: session.name,
      verb: actionText.renameVerb,
      multiline: false,
      submit: async (name) => {
        this.#took(await this.#transport.request('sessions.rename', { id: session.id, name }));
      },
    });
  }

  async #delete(session: SessionView): Promise<void> {
    const { id, name } = session;
    const isRunning = actionsFor(session).includes('interrupt');
    const yes = await this.#surfaces().confirm.ask({
      heading: actionText.deleteHeading,
      text: actionText.deleteText(name, isRunning),
      verb: actionText.deleteVerb,
    });
    if (!yes) return;
    const { row } = await this.#transport.request('sessions.delete', { id });
    this.#store.put({ ...row, deletedAt: row.deletedAt ?? row.lastActivityAt });
    this.#surfaces().toast.show({
      text: actionText.deleted(name),
      action: { label: actionText.undo, run: () => void this.restore(session) },
    });
  }

  /** Brings a session back from the trash. Never throws. */
  async restore({ id, name }: SessionView): Promise<void> {
    try {
      this.#took(await this.#transport.request('sessions.restore', { id }));
    } catch (error) {
      const text = actionText.notRestored(name, messageOf(error));
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
