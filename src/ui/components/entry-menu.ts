/** The one button that opens an entry's menu: a timeline of hundreds does not need hundreds of them. */
import { render } from 'lit';
import { detailStrings } from '../detail-strings.ts';
import { icon } from './icon.ts';

/** From an entry's top, in CSS px. */
const [inLine, onEdge] = [2, -14];

export class EntryMenu {
  readonly button = document.createElement('button');

  constructor() {
    const { button } = this;
    button.type = 'button';
    button.className = 'entry-menu';
    // Keys reach the menu from the entry itself: Tab would otherwise stop here for every entry.
    button.tabIndex = -1;
    button.title = detailStrings.entry.actions;
    button.setAttribute('aria-label', detailStrings.entry.actions);
    button.setAttribute('aria-haspopup', 'menu');
    render(icon('more'), button);
  }

  /**
   * Puts the button at the head of `entry`, which stands in a positioned column: on its upper edge, between
   * two entries, where it covers no words; into entries of one line, which keep a place for it.
   */
  moveTo(entry: HTMLElement, open: () => void): void {
    const { button } = this;
    const column = entry.parentElement?.parentElement;
    if (button.parentElement !== column) column?.append(button);
    const isLine =
      entry.querySelector(':scope > .line, :scope > :is(.group, .look) > .line') !== null;
    button.style.insetBlockStart = `${String(entry.offsetTop + (isLine ? inLine : onEdge))}px`;
    button.onclick = open;
  }
}
