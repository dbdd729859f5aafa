/** What people take an element for. One element may be several: a link in a menu is a link and an entry. */
export type Kind =
  | 'heading'
  | 'subtitle'
  | 'paragraph'
  | 'link'
  | 'button'
  | 'image'
  | 'icon'
  | 'list'
  | 'item'
  | 'table'
  | 'row'
  | 'cell'
  | 'section'
  | 'form'
  | 'field'
  | 'label'
  | 'menu'
  | 'entry'
  | 'footer'
  | 'header'
  | 'brand'
  | 'video'
  | 'quote'
  | 'code'
  | 'option'
  | 'page';

/** The nouns by which people name each kind, in the singular; the longest that fits counts. */
const nouns: Readonly<Record<Kind, readonly string[]>> = {
  heading: [
    'heading',
    'headline',
    'title',
    'header',
    'caption',
    'h1',
    'h2',
    'h3',
    'h4',
    'h5',
    'h6',
    'main title',
    'chapter heading',
    'section title',
    'section heading',
  ],
  subtitle: [
    'subtitle',
    'subheading',
    'sub heading',
    'subheader',
    'tagline',
    'tag line',
    'slogan',
    'strapline',
    'motto',
    'lead text',
    'lead',
  ],
  paragraph: [
    'paragraph',
    'para',
    'blurb',
    'passage',
    'copy',
    'description',
    'text block',
    'intro text',
    'introduction text',
    'intro',
    'line',
    'sentence',
    'text',
  ],
  link: ['link', 'hyperlink', 'url', 'address'],
  button: ['button', 'cta', 'call to action', 'btn'],
  image: [
    'image',
    'picture',
    'photo',
    'photograph',
    'pic',
    'img',
    'portrait',
    'thumbnail',
    'illustration',
    'graphic',
    'screenshot',
    'avatar',
    'logo',
    'map',
    'banner image',
    'mascot',
    'face',
    'cartoon',
    'cartoon face',
    'drawing',
  ],
  icon: ['icon', 'symbol', 'bird', 'glyph', 'emoji', 'badge'],
  list: ['list', 'bullet list', 'grid', 'strip', 'gallery', 'timeline'],
  item: [
    'item',
    'bullet',
    'bullet point',
    'point',
    'list item',
    'entry',
    'list entry',
    'line',
    'card',
    'tile',
    'box',
    'step',
    'column',
    'member',
    'team member',
    'job',
    'position',
    'service',
    'feature',
    'product',
    'project',
    'work',
    'award',
    'question',
    'post',
    'article',
    'teaser',
    'preview',
    'panel',
    'plan',
    'testimonial',
    'person',
    'event',
    'one',
    'choice',
  ],
  table: ['table'],
  row: ['row', 'table row', 'line', 'entry'],
  cell: ['cell', 'table cell'],
  section: ['section', 'part', 'block', 'area', 'chapter', 'box', 'band', 'region', 'stripe'],
  form: ['form', 'contact form', 'signup form', 'search form'],
  field: [
    'field',
    'input',
    'input field',
    'text field',
    'box',
    'search box',
    'search field',
    'textarea',
    'drop down',
    'dropdown',
    'select',
    'checkbox',
  ],
  label: ['label', 'field label'],
  menu: [
    'menu',
    'navigation',
    'nav',
    'navbar',
    'nav bar',
    'top bar',
    'menu bar',
    'side bar',
    'sidebar',
    'side menu',
    'main menu',
  ],
  entry: [
    'menu item',
    'menu entry',
    'menu link',
    'menu point',
    'nav link',
    'nav item',
    'navigation item',
    'navigation link',
    'navigation entry',
    'sidebar entry',
    'sidebar link',
    'sidebar item',
    'tab',
  ],
  footer: ['footer', 'bottom', 'footer text'],
  header: [
    'header',
    'hero',
    'banner',
    'masthead',
    'hero section',
    'hero area',
    'jumbotron',
    'top section',
    'hero header',
    'page header',
  ],
  brand: [
    'brand',
    'brand name',
    'site name',
    'company name',
    'logo',
    'logo text',
    'wordmark',
    'name or logo',
    'name and logo',
    'logo or name',
  ],
  video: ['video', 'youtube video', 'movie', 'clip', 'embed', 'map'],
  quote: ['quote', 'quotation', 'testimonial', 'blockquote'],
  code: ['code', 'code example', 'code block', 'code sample', 'snippet', 'command', 'example'],
  option: ['option', 'choice'],
  page: ['page', 'web page', 'webpage'],
};

const byNoun = new Map<string, Kind[]>();
for (const [kind, list] of Object.entries(nouns) as [Kind, readonly string[]][])
  for (const noun of list) byNoun.set(noun, [...(byNoun.get(noun) ?? []), kind]);

/** The kinds that a noun of one to three words may mean; it is given in the singular. */
export const kindsNamed = (noun: string): readonly Kind[] => byNoun.get(noun) ?? [];
