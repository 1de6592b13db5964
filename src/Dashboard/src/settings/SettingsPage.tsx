import { useEffect } from 'react';
import { RetentionSection } from '../erasure/RetentionSection';
import type { Me } from '../identity/identityState';
import { ApiKeysSection } from '../organization/ApiKeysSection';
import { AuditSection } from '../organization/AuditSection';
import { InvitationsSection } from '../organization/InvitationsSection';
import { MembersSection } from '../organization/MembersSection';
import { OrganizationSection } from '../organization/OrganizationSection';
import { ProvidersSection } from '../organization/ProvidersSection';
import { Link } from '../routing/navigation';
import { settingsPath, type SettingsSection } from '../routing/route';
import { Banner } from '../ui/Banner';
import { PasswordSection } from './PasswordSection';
import { PreferencesSection } from './PreferencesSection';
import { ProfileSection } from './ProfileSection';
import { sectionsFor } from './sections';
import styles from './Settings.module.css';

export function SettingsPage({ me, section }: { me: Me; section: SettingsSection | undefined }) {
  const groups = sectionsFor(me);
  const all = groups.flatMap(({ sections }) => sections);
  const shown = section === undefined ? all[0] : all.find((candidate) => candidate.section === section);

  useEffect(() => {
    document.title = `${shown?.title ?? 'Settings'} · Settings · MeetingIntel`;
  }, [shown?.title]);

  return (
    <div className={styles.page}>
      <h1>Settings</h1>
      <nav className={styles.nav} aria-label="Settings">
        {groups.map((group) => (
          <div key={group.title}>
            <p className={styles.heading}>{group.title === 'Organisation' ? me.organization.name : group.title}</p>
            <div className={styles.links}>
              {group.sections.map(({ section: name, title }) => (
                <Link key={name} href={settingsPath(name)} className={styles.link} aria-current={name === shown?.section ? 'page' : undefined}>
                  {title}
                </Link>
              ))}
            </div>
          </div>
        ))}
      </nav>
      {shown ? <Shown key={shown.section} me={me} section={shown.section} /> : <Closed me={me} />}
    </div>
  );
}

/** Why somebody does not find what the address names. */
function Closed({ me }: { me: Me }) {
  if (me.role !== 'admin') return <Banner look="info">This part of the settings is for administrators.</Banner>;
  return (
    <Banner look="info">
      This part of the settings is for people who have signed in. Nobody is signed in: <Link href="/sign-in">Sign in</Link>
    </Banner>
  );
}

function Shown({ me, section }: { me: Me; section: SettingsSection }) {
  switch (section) {
    case 'profile':
      return <ProfileSection me={me} />;
    case 'preferences':
      return <PreferencesSection me={me} />;
    case 'password':
      return <PasswordSection me={me} />;
    case 'organisation':
      return <OrganizationSection me={me} />;
    case 'members':
      return <MembersSection me={me} />;
    case 'invitations':
      return <InvitationsSection me={me} />;
    case 'api-keys':
      return <ApiKeysSection />;
    case 'providers':
      return <ProvidersSection me={me} />;
    case 'retention':
      return <RetentionSection me={me} />;
    case 'audit':
      return <AuditSection me={me} />;
  }
}
