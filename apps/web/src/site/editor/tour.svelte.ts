import { canStep, currentPath, firstVisit, stepped, visited, type Visits } from './visits.ts';

/** What the preview's frame is told to load, and where the person is, which a link in the page may have changed since. */
export class Tour {
  /** Loaded when any of it changes; `round` loads the same again. */
  target = $state.raw<{ readonly version: number; readonly path: string; readonly round: number }>({
    version: 0,
    path: '/',
    round: 0,
  });
  #visits = $state.raw<Visits>(firstVisit('/'));

  readonly path = $derived(currentPath(this.#visits));
  readonly canGoBack = $derived(canStep(this.#visits, -1));
  readonly canGoForward = $derived(canStep(this.#visits, 1));

  constructor(version: number) {
    this.target = { version, path: '/', round: 0 };
  }

  /** Another version is shown on the page that one is on. */
  show(version: number): void {
    if (version !== this.target.version) this.target = { ...this.target, version, path: this.path };
  }

  go(path: string): void {
    this.#visits = visited(this.#visits, path);
    this.#load();
  }

  step(way: -1 | 1): void {
    this.#visits = stepped(this.#visits, way);
    this.#load();
  }

  reload(): void {
    this.#load();
  }

  /** The frame says where it is. */
  arrived(path: string): void {
    this.#visits = visited(this.#visits, path);
  }

  #load(): void {
    this.target = { ...this.target, path: this.path, round: this.target.round + 1 };
  }
}
