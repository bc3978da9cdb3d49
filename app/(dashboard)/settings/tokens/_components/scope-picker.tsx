'use client';
import { isCovered, type Scope, type ScopeArea, scopeAreas } from './prepare-scopes';

interface ScopePickerProps {
  readonly scopes: readonly Scope[];
  readonly chosen: ReadonlySet<string>;
  readonly onChange: (chosen: ReadonlySet<string>) => void;
}

/** What a token may read and what it may change, part by part. */
export function ScopePicker({ scopes, chosen, onChange }: ScopePickerProps) {
  function toggle(scope: string) {
    const next = new Set(chosen);
    if (!next.delete(scope)) next.add(scope);
    onChange(next);
  }

  return (
    <fieldset className="min-w-0">
      <legend className="mb-1.5 font-medium">What it may do</legend>
      <ul className="max-h-64 divide-y divide-line overflow-y-auto rounded-md border border-line">
        {scopeAreas(scopes).map((area) => (
          <li key={area.area} className="flex flex-wrap items-start gap-x-4 px-3 py-1.5">
            <AreaWords area={area} />
            <span className="ml-auto flex gap-4">
              {[area.read, area.write].map(
                (scope) =>
                  scope !== undefined && (
                    <ScopeCheck
                      key={scope.scope}
                      scope={scope}
                      covered={isCovered(scope.scope, chosen)}
                      checked={chosen.has(scope.scope)}
                      onToggle={() => toggle(scope.scope)}
                    />
                  ),
              )}
            </span>
          </li>
        ))}
      </ul>
    </fieldset>
  );
}

function AreaWords({ area: { area, read, write } }: { area: ScopeArea }) {
  return (
    <div className="min-w-0 py-1">
      <p className="font-mono">{area === '*' ? 'everything' : area}</p>
      {read !== undefined && <p className="text-small text-ink-3">{read.help}</p>}
      {write !== undefined && <p className="text-small text-ink-3">write: {write.help}</p>}
    </div>
  );
}

interface ScopeCheckProps {
  readonly scope: Scope;
  readonly covered: boolean;
  readonly checked: boolean;
  readonly onToggle: () => void;
}

function ScopeCheck({ scope, covered, checked, onToggle }: ScopeCheckProps) {
  const right = scope.scope.endsWith(':read') ? 'read' : 'write';
  return (
    <label
      title={scope.help}
      className="flex min-h-8 items-center gap-2 max-md:min-h-11 has-disabled:text-ink-3"
    >
      <input
        type="checkbox"
        checked={checked || covered}
        disabled={covered}
        onChange={onToggle}
        aria-label={`${scope.scope}: ${scope.help}`}
        className="size-4 accent-(--accent)"
      />
      {right}
    </label>
  );
}
