import styles from './LevelMeter.module.css';

/** Quieter than this shows as nothing. */
const floor = -60;

/** Loudness in dBFS as a bar; speech fills most of it. */
export function LevelMeter({ label, level }: { label: string; level: number }) {
  const share = Math.min(1, Math.max(0, (level - floor) / -floor));
  return (
    <span className={styles.meter} role="meter" aria-label={label} aria-valuemin={floor} aria-valuemax={0} aria-valuenow={Math.max(floor, Math.round(level))}>
      <span className={styles.fill} style={{ transform: `scaleX(${share})` }} />
    </span>
  );
}
