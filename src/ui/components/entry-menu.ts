/** The one button that opens an entry's menu: a timeline of hundreds does not need hundreds of them. */
import { render } from 'lit';
import { detailStrings } from '../detail-strings.ts';
import { icon } from './icon.ts';

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

  /** Puts the button at the head of `entry`, which stands in a positioned column. */
  moveTo(entry: HTMLElement, open: () => void): void {
    const { button } = this;
    const column = entry.parentElement?.parentElement;
    if (button.parentElement !== column) column?.append(button);
    button.style.insetBlockStart = `${String(entry.offsetTop + 4)}px`;
    button.onclick = open;
  }
}
