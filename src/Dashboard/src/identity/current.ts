import * as api from './authApi';
import { Identity } from './Identity';
import { hasSignInMark, setSignInMark } from './signInMark';
import { alone, Tabs } from './tabs';

/** Whom this tab works for; one in a tab. */
export const identity = new Identity({
  api,
  alone,
  tabs: new Tabs(),
  mark: { has: hasSignInMark, set: setSignInMark },
  startOver: (stay) => (stay ? location.reload() : location.assign('/')),
});

/** Opens one socket: asked for just before each connection. */
export const ticket = (refused?: boolean) => identity.ticket(refused);
