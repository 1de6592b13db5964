/** Whether somebody would sign in with another address: then the server asks for the password. */
export const isOtherAddress = (now: string, next: string) => now.trim().toLowerCase() !== next.trim().toLowerCase();
