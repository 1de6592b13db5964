const key = 'signed-in';

/**
 * Whether somebody signed in with this browser and did not sign out: no secret, only that asking for a new token makes sense. The cookie itself
 * can't be seen by a script.
 */
export function hasSignInMark(): boolean {
  try {
    return localStorage.getItem(key) !== null;
  } catch {
    return true;
  }
}

export function setSignInMark(signedIn: boolean) {
  try {
    if (signedIn) localStorage.setItem(key, '1');
    else localStorage.removeItem(key);
  } catch {
    // Storage is blocked: a new page asks the server each time.
  }
}
