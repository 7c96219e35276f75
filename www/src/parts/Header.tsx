/** The bar on top: whose data are shown, how the last answer went, and the language. */

import { choose } from '../language';
import { useDashboard, useTongue } from '../context';
import { SOURCES, usable } from '../model';
import { useStore } from '../store';
import { LANGUAGES, type Language } from '../words';
import { Icon } from './Icon';
import { UserFilter } from './UserFilter';

export function Header({ ready }: { ready: boolean }) {
  return (
    <header class="bar">
      <span class="brand"><Logo />orquesta</span>
      {ready && <UserFilter />}
      {ready && <Outcome />}
      <LanguageChoice />
    </header>
  );
}

function Logo() {
  return (
    <svg class="logo" viewBox="0 0 26 22" aria-hidden="true">
      <rect data-source="users" x="0" y="0" width="14" height="4" rx="2" />
      <rect data-source="accounts" x="0" y="6" width="26" height="4" rx="2" />
      <rect data-source="metrics" x="0" y="12" width="8" height="4" rx="2" />
      <rect data-source="metrics" x="11" y="12" width="10" height="4" rx="2" />
      <rect data-source="dashboard" x="0" y="18" width="19" height="4" rx="2" />
    </svg>
  );
}

function Outcome() {
  const { words, format } = useTongue();
  const { asking, report, timings, where, known } = useStore(useDashboard().session);
  if (asking || report === null) {
    return <a class="outcome" href="#request"><Icon name="waiting" />{words.asking}</a>;
  }
  const well = SOURCES.filter((source) => {
    const said = known[source].report;
    return said !== null && usable(said);
  });
  const icon = report.outcome === 'complete' ? 'well' : report.outcome === 'partial' ? 'warning' : 'failed';
  return (
    <a class="outcome" href="#request" data-outcome={report.outcome}>
      <Icon name={icon} />
      <span class="word">{words[report.outcome]}</span>
      <span>{well.length}/{SOURCES.length} · {format.span(timings[where]?.total ?? 0)}</span>
    </a>
  );
}

function LanguageChoice() {
  const { language, words } = useTongue();
  return (
    <div class="language" role="group" aria-label={words.language}>
      {Object.entries(LANGUAGES).map(([tag, name]) => (
        <button key={tag} type="button" lang={tag} aria-pressed={tag === language} title={name}
          onClick={() => choose(tag as Language)}>
          <span class="unseen">{name}</span>
          <span aria-hidden="true">{tag.toUpperCase()}</span>
        </button>
      ))}
    </div>
  );
}
