/** Names a part of ntop: a pane, or a subject that has none. */
export type PartId = string;
export type PaneId = PartId;

/** Every command of the screen. Keys, mouse and palette give commands; update() carries them out. */
export type Command =
  // Moving
  | { readonly type: 'move'; readonly by: number; readonly unit: 'row' | 'halfPage' | 'page' }
  | { readonly type: 'moveTo'; readonly end: 'first' | 'last' }
  | { readonly type: 'moveToParent' }
  | { readonly type: 'scroll'; readonly by: number }
  | { readonly type: 'scrollRows'; readonly by: number }
  /** In the pane that is open, or in the other list beside it; -1 is its titles. */
  | { readonly type: 'selectRow'; readonly row: number; readonly pane?: PaneId }
  // Finding
  | { readonly type: 'openPrompt'; readonly purpose: PromptPurpose }
  | { readonly type: 'findNext'; readonly direction: 1 | -1 }
  | { readonly type: 'openPicker'; readonly purpose: PickerPurpose }
  | { readonly type: 'openPalette'; readonly entries: readonly PaletteEntry[] }
  /** As shown, or with `exact` to the byte. */
  | { readonly type: 'copy'; readonly exact?: boolean }
  // Order
  /** With `turns`, sorting by the same column again reverses the order. */
  | { readonly type: 'sortBy'; readonly columnId: string; readonly turns?: boolean }
  | { readonly type: 'shiftSort'; readonly by: 1 | -1 }
  | { readonly type: 'invertSort' }
  // Tree
  | { readonly type: 'fold'; readonly fold: boolean }
  | { readonly type: 'foldAll' }
  // Choosing
  | { readonly type: 'tag' }
  | { readonly type: 'tagBranch' }
  | { readonly type: 'untagAll' }
  | { readonly type: 'follow' }
  // Acting
  | { readonly type: 'askSignal' }
  | { readonly type: 'niceBy'; readonly by: 1 | -1 }
  | { readonly type: 'askNice' }
  | { readonly type: 'askAffinity' }
  | { readonly type: 'askIoPriority' }
  // Panes
  | { readonly type: 'openPane'; readonly pane: PaneId }
  | { readonly type: 'nextPane'; readonly by: 1 | -1 }
  /** Of a part: what it does is the part's own affair. */
  | { readonly type: 'own'; readonly part: PartId; readonly command: string }
  // Looking closer
  | { readonly type: 'inspect'; readonly tab: DetailTabId }
  | { readonly type: 'openHelp' }
  // Showing
  | { readonly type: 'toggle'; readonly setting: ToggleId }
  // The program
  /** Stops at this sample; again: goes on live, or once a step back was taken plays from there. */
  | { readonly type: 'pause' }
  /** The same, but always back to now. */
  | { readonly type: 'backToNow' }
  | { readonly type: 'stepInTime'; readonly by: number; readonly unit: 'sample' | 'minute' }
  | { readonly type: 'goToSample'; readonly index: number }
  /** The next sample, or the one before, that has what was looked for. */
  | { readonly type: 'seek'; readonly by: 1 | -1 }
  | { readonly type: 'toggleMark' }
  | { readonly type: 'goToMark'; readonly by: 1 | -1 }
  /** Writes the samples that come to a file; again: ends that. */
  | { readonly type: 'record' }
  /** Growth counts from the moment that is shown. */
  | { readonly type: 'countGrowth' }
  | { readonly type: 'redraw' }
  | { readonly type: 'save' }
  | { readonly type: 'suspend' }
  /** With `asks`, it asks once if there are unsaved settings. */
  | { readonly type: 'quit'; readonly asks?: boolean }
  | { readonly type: 'back' }
  // Inside a prompt, picker or page
  | { readonly type: 'edit'; readonly edit: Edit }
  | { readonly type: 'accept' }
  | { readonly type: 'mark' }
  | { readonly type: 'shift'; readonly by: 1 | -1 }
  | { readonly type: 'switchTab'; readonly by: 1 | -1 }
  | { readonly type: 'openTab'; readonly tab: DetailTabId };

export type PromptPurpose = 'search' | 'filter' | 'delay' | 'nice' | 'time' | 'moment' | 'speed' | 'record';
export type PickerPurpose =
  | 'signal'
  | 'hangUp'
  | 'sort'
  | 'user'
  | 'columns'
  | 'setup'
  | 'affinity'
  | 'ioPriority'
  | 'palette';

/** The id of a part of the page of a process. */
export type DetailTabId = string;

/** Settings that one key switches between their two values. */
export type ToggleId =
  | 'tree'
  | 'threads'
  | 'kernelThreads'
  | 'hideIdle'
  | 'groupTree'
  | 'treeByGroup'
  | 'deviceTree'
  | 'fullPath'
  | 'cpuBasis'
  | 'memoryUnits'
  | 'header';

export type Edit =
  | { readonly type: 'insert'; readonly text: string }
  | { readonly type: 'erase'; readonly what: 'before' | 'after' | 'word' | 'toStart' | 'toEnd' }
  | { readonly type: 'cursor'; readonly to: 'left' | 'right' | 'start' | 'end' }
  | { readonly type: 'recall'; readonly direction: 1 | -1 };

export type PaletteEntry = {
  readonly label: string;
  readonly keys: string;
  /** Other names of it. */
  readonly names: readonly string[];
  readonly command: Command;
};
