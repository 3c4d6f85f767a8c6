import { consume } from '@lit/context';
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { SessionId } from '../../contract/ids.ts';
import type { Reply } from '../../contract/requests.ts';
import type { SessionView } from '../../contract/rows.ts';
import { describeAge } from '../../core/age.ts';
import type { LuluConfirmDialog } from '../components/confirm-dialog.ts';
import { pageHeader } from '../components/page-header.ts';
import { lastPart } from '../components/session-text.ts';
import { ToastRequestEvent } from '../components/shell-events.ts';
import { transportContext } from '../data/contexts.ts';
import { messageOf, type Transport } from '../data/transport.ts';
import { formatBytes } from '../rendering/quantities.ts';
import { trashText } from '../strings.ts';
import { base, buttons } from '../styles/controls.ts';
import { pageStyles } from '../styles/page.ts';
import '../components/confirm-dialog.ts';

type Contents = Reply<'trash.contents'>;

/** So many of the paths that would be lost are shown; the rest is counted. */
const shownPaths = 12;

/**
 * Sessions in the trash: what each takes and what emptying would lose.
 *
 * @element lulu-trash-page
 *
 * @fires {PageCloseEvent} page-close
 * @fires {ToastRequestEvent} toast-request
 */
@customElement('lulu-trash-page')
export class LuluTrashPage extends LitElement {
  static override styles = [
    base,
    buttons,
    pageStyles,
    css`
      li {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 6px var(--lulu-space-3);
      }
      .what {
        flex: 1;
        min-inline-size: min(240px, 100%);
      }
      h3 {
        font-weight: 550;
        overflow-wrap: anywhere;
      }
      .actions {
        display: flex;
        gap: var(--lulu-space-2);
      }
    `,
  ];

  @consume({ context: transportContext, subscribe: true })
  @property({ attribute: false })
  transport: Transport | undefined;

  @state() private rows: readonly SessionView[] | undefined;
  @state() private contents: ReadonlyMap<SessionId, Contents | string> = new Map();
  @state() private failure = '';
  @state() private busy: ReadonlySet<SessionId> = new Set();

  @query('lulu-confirm-dialog') private readonly confirm!: LuluConfirmDialog | null;

  #ends: (() => void)[] = [];

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const end of this.#ends.splice(0)) end();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has('transport') || this.transport === undefined) return;
    for (const end of this.#ends.splice(0)) end();
    this.#ends = [
      this.transport.on(({ removed }) => {
        if ((removed ?? []).length > 0) void this.#load();
      }),
      this.transport.onResync(() => void this.#load()),
    ];
    void this.#load();
  }

  protected override render(): TemplateResult {
    return html`<div class="page">
      ${pageHeader(trashText.heading, this)}
      <p class="about">${trashText.about}</p>
      ${this.failure === '' ? nothing : html`<p class="failure" role="alert">${this.failure}</p>`}
      ${this.#list()}
      <lulu-confirm-dialog></lulu-confirm-dialog>
    </div>`;
  }

  #list(): TemplateResult | typeof nothing {
    if (this.rows === undefined) {
      return this.failure === ''
        ? html`<p class="quiet-line" role="status">${trashText.loading}</p>`
        : nothing;
    }
    if (this.rows.length === 0) {
      return html`<lulu-notice-screen heading=${trashText.empty}
        >${trashText.emptyWhy}</lulu-notice-screen
      >`;
    }
    return html`<ul>
      ${repeat(
        this.rows,
        ({ id }) => id,
        (row) => this.#item(row),
      )}
    </ul>`;
  }

  #item(row: SessionView): TemplateResult {
    const contents = this.contents.get(row.id);
    const deleted = describeAge(Date.parse(row.deletedAt ?? row.lastActivityAt), Date.now());
    const busy = this.busy.has(row.id);
    const canEmpty = typeof contents === 'object' && contents.bytes > 0 && contents.loses !== null;
    return html`<li>
      <div class="what">
        <h3>${row.name}</h3>
        <p class="quiet-line">${lastPart(row.repo)} · ${trashText.deleted(deleted)}</p>
        <p class="quiet-line">${describe(contents)}</p>
      </div>
      <div class="actions">
        <button type="button" ?disabled=${busy} @click=${() => void this.#restore(row)}>
          ${trashText.restore}
        </button>
        ${
          canEmpty
            ? html`<button
                type="button"
                ?disabled=${busy}
                @click=${() => void this.#empty(row, contents)}
              >
                ${trashText.emptyNow}
              </button>`
            : nothing
        }
      </div>
    </li>`;
  }

  async #load(): Promise<void> {
    try {
      const reply = await this.transport?.request('sessions.trash', {});
      this.rows = reply?.rows.toSorted((a, b) => sortKey(b) - sortKey(a)) ?? [];
      this.failure = '';
    } catch (error) {
      this.failure = messageOf(error);
      return;
    }
    for (const { id } of this.rows) {
      if (this.isConnected && typeof this.contents.get(id) !== 'object') await this.#measure(id);
    }
  }

  async #measure(id: SessionId): Promise<void> {
    try {
      const contents = await this.transport?.request('trash.contents', { id });
      if (contents !== undefined) this.contents = new Map([...this.contents, [id, contents]]);
    } catch (error) {
      this.contents = new Map([...this.contents, [id, messageOf(error)]]);
    }
  }

  async #restore(row: SessionView): Promise<void> {
    await this.#do(row, async () => {
      await this.transport?.request('sessions.restore', { id: row.id });
      this.rows = this.rows?.filter(({ id }) => id !== row.id);
      this.dispatchEvent(new ToastRequestEvent(trashText.restored(row.name)));
    });
  }

  async #empty(row: SessionView, { bytes, loses }: Contents): Promise<void> {
    const paths = loses ?? [];
    const yes = await this.confirm?.ask({
      heading: trashText.question(row.name),
      text: `${trashText.questionText(formatBytes(bytes))} ${paths.length === 0 ? trashText.nothingLost : trashText.lost}`,
      list: [
        ...paths.slice(0, shownPaths),
        ...(paths.length > shownPaths ? [trashText.andMore(paths.length - shownPaths)] : []),
      ],
      verb: trashText.verb,
    });
    if (yes !== true) return;
    await this.#do(row, async () => {
      await this.transport?.request('trash.empty', { id: row.id });
      await this.#measure(row.id);
    });
  }

  async #do(row: SessionView, work: () => Promise<void>): Promise<void> {
    this.busy = new Set([...this.busy, row.id]);
    try {
      await work();
      this.failure = '';
    } catch (error) {
      this.failure = trashText.failed(row.name, messageOf(error));
    } finally {
      this.busy = new Set([...this.busy].filter((id) => id !== row.id));
    }
  }
}

function describe(contents: Contents | string | undefined): string {
  if (contents === undefined) return trashText.measuring;
  if (typeof contents === 'string') return contents;
  const { bytes, loses } = contents;
  if (bytes === 0) return trashText.emptied;
  const size = trashText.size(formatBytes(bytes));
  if (loses === null) return `${size} · ${trashText.noSnapshot}`;
  return `${size} · ${loses.length === 0 ? trashText.losesNothing : trashText.loses(loses.length)}`;
}

function sortKey({ deletedAt, lastActivityAt }: SessionView): number {
  return Date.parse(deletedAt ?? lastActivityAt);
}

declare global {
  interface HTMLElementTagNameMap {
    'lulu-trash-page': LuluTrashPage;
  }
}
