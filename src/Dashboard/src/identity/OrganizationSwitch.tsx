import { navigate } from '../routing/navigation';
import { useAction } from '../state/useAction';
import { useLoad } from '../state/useLoad';
import { Banner } from '../ui/Banner';
import { Icon } from '../ui/Icon';
import styles from './AccountMenu.module.css';
import { listOrganizations } from './authApi';
import { identity } from './current';
import type { Me } from './identityState';

interface OrganizationSwitchProps {
  me: Me;
  disabled: boolean;
  onSwitched: () => void;
}

/** The organisations that somebody belongs to; one of them is worked in. */
export function OrganizationSwitch({ me, disabled, onSwitched }: OrganizationSwitchProps) {
  const { value: all, error } = useLoad(listOrganizations);
  const change = useAction(async (organizationId: string) => {
    await identity.switchTo(organizationId);
    // What is shown may not exist there.
    navigate('/');
    onSwitched();
  });
  const organizations = all?.map(({ org_id: id, name, role }) => ({ id, name, role })) ?? [{ ...me.organization, role: me.role }];
  return (
    <div className={styles.part}>
      <p className={styles.heading}>Organisation</p>
      <ul>
        {organizations.map(({ id, name }) => {
          const current = id === me.organization.id;
          return (
            <li key={id}>
              <button
                type="button"
                className={styles.item}
                aria-current={current || undefined}
                disabled={(disabled || change.busy) && !current}
                onClick={() => (current ? onSwitched() : void change.run(id))}
              >
                <span>{name}</span>
                {current && <Icon name="check" size={16} />}
              </button>
            </li>
          );
        })}
      </ul>
      {(error ?? change.error) && <Banner look="error">{error ?? change.error}</Banner>}
    </div>
  );
}
