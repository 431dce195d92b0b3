import type { Frame } from '../model/view/view.js';
import { ConfirmDialog } from './ConfirmDialog.js';
import { Page } from './Page.js';
import { PickerMenu } from './PickerMenu.js';
import type { Painter } from './paint.js';

export type LayersProps = { readonly frame: Frame; readonly painter: Painter; readonly unicode: boolean };

/** The parts of a frame that Ink lays out: menus, confirmations and pages. Everything else is drawn past it. */
export function Layers({ frame, painter, unicode }: LayersProps) {
  const { columns, bodyHeight, header, status, note, picker, confirm, page } = frame;
  const body = { top: header.length + (status === undefined ? 0 : 1), height: bodyHeight, painter };
  return (
    <>
      {picker && <PickerMenu picker={picker} unicode={unicode} {...body} height={bodyHeight - note.length} />}
      {confirm && <ConfirmDialog confirm={confirm} width={columns} {...body} />}
      {page && <Page page={page} width={columns} unicode={unicode} {...body} />}
    </>
  );
}
