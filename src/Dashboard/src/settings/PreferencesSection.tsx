import { useState } from 'react';
import type { Me } from '../identity/identityState';
import { Link } from '../routing/navigation';
import { useAction } from '../state/useAction';
import { useLoad } from '../state/useLoad';
import { Banner } from '../ui/Banner';
import { Checkbox, SelectField } from '../ui/Field';
import { Form } from '../ui/Form';
import { SegmentedControl } from '../ui/SegmentedControl';
import { chooseTheme, useThemeChoice, type ThemeChoice } from '../ui/theme';
import { Loaded } from '../ui/Loaded';
import { languageOptions, timeZoneOptions } from './choices';
import { chooseAndSave, getPreferences, savePreferences, type Preferences } from './preferences';
import { Section } from './Section';
import styles from './Settings.module.css';

const themes = [
  { value: 'system', label: 'System' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const;

export function PreferencesSection({ me }: { me: Me }) {
  return me.kind === 'user' ? <Saved /> : <InThisBrowser me={me} />;
}

/** Nobody is signed in: there is no account to keep anything with. */
function InThisBrowser({ me }: { me: Me }) {
  const theme = useThemeChoice();
  return (
    <Section title="Preferences">
      <Banner look="info">
        Nobody is signed in: in development this server takes you for an administrator of its development organisation.{' '}
        <Link href="/sign-in">Sign in</Link> to have a profile and preferences of your own.
      </Banner>
      <ThemeChoices value={theme} onChange={(choice) => chooseAndSave(me, choice)} />
    </Section>
  );
}

function Saved() {
  const load = useLoad(getPreferences);
  return (
    <Section title="Preferences" lead="They apply on every computer that you sign in on.">
      <Loaded load={load}>{(preferences) => <PreferencesForm preferences={preferences} />}</Loaded>
    </Section>
  );
}

function ThemeChoices({ value, onChange }: { value: ThemeChoice; onChange: (choice: ThemeChoice) => void }) {
  return (
    <div>
      <p className={styles.label} aria-hidden="true">
        Theme
      </p>
      <SegmentedControl label="Theme" options={themes} value={value} onChange={onChange} />
    </div>
  );
}

function PreferencesForm({ preferences }: { preferences: Preferences }) {
  const [{ emailNotifications, timeZone, language }, setChosen] = useState(preferences);
  const theme = useThemeChoice();
  const [done, setDone] = useState<string>();
  const change = (some: Partial<Preferences>) => {
    setDone(undefined);
    setChosen((before) => ({ ...before, ...some }));
  };
  const save = useAction(async () => {
    setDone(undefined);
    await savePreferences({ theme, emailNotifications, timeZone, language });
    setDone('Saved.');
  });
  return (
    <Form className={styles.narrow} action={save} submit="Save preferences" busy="Saving…" done={done}>
      <ThemeChoices
        value={theme}
        onChange={(choice) => {
          setDone(undefined);
          chooseTheme(choice);
        }}
      />
      <Checkbox
        label="E-mail notifications"
        hint="This server sends no mail so far; what you choose is kept for when it does."
        checked={emailNotifications}
        onChange={({ target }) => change({ emailNotifications: target.checked })}
      />
      <SelectField
        label="Time zone"
        hint="For what is sent to you. This page shows the time of the computer that you sit at."
        options={timeZoneOptions(timeZone)}
        value={timeZone}
        onChange={({ target }) => change({ timeZone: target.value })}
      />
      <SelectField
        label="Language"
        hint="For what is sent to you. This page is in English so far."
        options={languageOptions(language)}
        value={language}
        onChange={({ target }) => change({ language: target.value })}
      />
    </Form>
  );
}
