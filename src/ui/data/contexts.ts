/** What views find in the tree instead of being handed it level by level. */
import { createContext } from '@lit/context';
import type { Transport } from './transport.ts';

export const transportContext = createContext<Transport>(Symbol('lulu-transport'));
