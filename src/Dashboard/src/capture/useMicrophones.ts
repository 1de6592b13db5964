import { useEffect, useState } from 'react';
import { listMicrophones } from './microphone';

/** The microphones to choose from. Browsers name them only once the page has been allowed to use one; before, the list is empty. */
export function useMicrophones(): MediaDeviceInfo[] {
  const [devices, setDevices] = useState<MediaDeviceInfo[]>([]);
  useEffect(() => {
    let gone = false;
    const look = () =>
      void listMicrophones().then(
        (found) => gone || setDevices(found.filter((device) => device.label !== '' && device.deviceId !== 'default')),
        () => setDevices([]),
      );
    look();
    navigator.mediaDevices?.addEventListener('devicechange', look);
    return () => {
      gone = true;
      navigator.mediaDevices?.removeEventListener('devicechange', look);
    };
  }, []);
  return devices;
}
