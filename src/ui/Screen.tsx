import type { Frame } from '../model/view/view.js';
import { ConfirmDialog } from './ConfirmDialog.js';
import { Lines } from './Lines.js';
import { Page } from './Page.js';
import { PickerMenu } from './PickerMenu.js';
import type { Painter } from './paint.js';
import { regionsOf } from './regions.js';

type Props = { readonly frame: Frame; readonly painter: Painter; readonly unicode: boolean };

/** One frame. Ink lays out and draws menus and pages only; all else goes past it, and costs it nothing. */
export function Screen({ frame, painter, unicode }: Props) {
  const { columns, bodyHeight, picker, confirm, page } = frame;
  const { head, list, note, footer } = regionsOf(frame, painter);
  const body = { top: head.lines.length, height: bodyHeight, painter };
  return (
    <>
      <Lines name="head" {...head} height={head.lines.length} />
      {picker && <PickerMenu picker={picker} unicode={unicode} {...body} height={bodyHeight - frame.note.length} />}
      {confirm && <ConfirmDialog confirm={confirm} width={columns} {...body} />}
      {page && <Page page={page} width={columns} unicode={unicode} {...body} />}
      {list && <Lines name="list" {...list} height={bodyHeight} />}
      {note && <Lines name="note" {...note} height={note.lines.length} />}
      {footer && <Lines name="footer" {...footer} height={1} />}
    </>
  );
}
