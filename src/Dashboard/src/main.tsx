import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import { samplePlayer } from './app/activities';
import './ui/tokens.css';
import './ui/base.css';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no root element.');

void samplePlayer.resume();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
