import { json, request, send } from '../api/http';

/** A provider's credentials, as far as they are ever told again. */
export interface ProviderCredentials {
  provider: string;
  /** Enough to know them again, such as the last characters. */
  hint?: string | null;
  updated_at?: string | null;
  updated_by?: string | null;
  /** False: the server has lost the key that it is sealed with. */
  opens?: boolean;
}

export interface ProviderField {
  name: string;
  label: string;
  secret: boolean;
  required: boolean;
  placeholder?: string;
}

const key: ProviderField = { name: 'api_key', label: 'API key', secret: true, required: true };
const address: ProviderField = { name: 'base_url', label: 'Address', secret: false, required: false, placeholder: 'https://' };

/** Those that the page knows by name; any other one can be named too. */
export const knownProviders: readonly { id: string; name: string; fields: readonly ProviderField[] }[] = [
  { id: 'deepgram', name: 'Deepgram (speech)', fields: [key] },
  { id: 'openai', name: 'OpenAI', fields: [key, address] },
  { id: 'azure-openai', name: 'Azure OpenAI', fields: [key, { ...address, required: true }] },
  { id: 'groq', name: 'Groq', fields: [key] },
  { id: 'gemini', name: 'Gemini', fields: [key] },
  { id: 'openrouter', name: 'OpenRouter', fields: [key] },
];

export const otherFields: readonly ProviderField[] = [key, address];

export function providerName(id: string): string {
  return knownProviders.find((provider) => provider.id === id)?.name ?? id;
}

/** What is sent: only what was filled in. */
export function filledIn(fields: readonly ProviderField[], values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(fields.map(({ name }) => [name, values[name]?.trim() ?? '']).filter(([, value]) => value !== ''));
}

const path = '/api/v1/credentials';
const one = (provider: string) => `${path}/${encodeURIComponent(provider)}`;

export const listCredentials = (signal: AbortSignal) => request<ProviderCredentials[]>(path, { signal });
export const setCredentials = (provider: string, values: Record<string, string>) => send(one(provider), json('PUT', values));
export const removeCredentials = (provider: string) => send(one(provider), { method: 'DELETE' });
