/** What opens over any page. */
class Overlays {
  search = $state(false);
  shortcuts = $state(false);
}

export const overlays = new Overlays();
