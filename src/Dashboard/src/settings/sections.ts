import type { Me } from '../identity/identityState';
import type { SettingsSection } from '../routing/route';

export interface SectionGroup {
  title: string;
  sections: readonly { section: SettingsSection; title: string }[];
}

/** What somebody finds in the settings: nothing that the server would refuse, or that makes no sense for them. */
export function sectionsFor({ kind, role }: Pick<Me, 'kind' | 'role'>): SectionGroup[] {
  const user = kind === 'user';
  const admin = role === 'admin';
  const of = (...sections: [SettingsSection, string, boolean][]) =>
    sections.filter(([, , shown]) => shown).map(([section, title]) => ({ section, title }));
  return [
    { title: 'You', sections: of(['profile', 'Profile', user], ['preferences', 'Preferences', true], ['password', 'Password', user]) },
    {
      title: 'Organisation',
      sections: of(
        ['organisation', 'General', user],
        ['members', 'Members', true],
        ['invitations', 'Invitations', admin],
        ['api-keys', 'API keys', admin],
        ['providers', 'Providers', admin],
        ['retention', 'Retention', admin],
        ['audit', 'Audit', admin],
      ),
    },
  ];
}
