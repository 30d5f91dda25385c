"""Paints the rows of the palette: headings, people with their avatar, commands with their keys."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QTextCharFormat, QTextLayout
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.core.records import Trust
from desktop.ui.avatar import draw_avatar, pick_ground
from desktop.ui.contact_text import avatar_name
from desktop.ui.list_view import FocusListView
from desktop.ui.measures import Px, px
from desktop.ui.models.palette_model import ENTRY_ROLE, Entry, EntryKind
from desktop.ui.theme import Theme
from desktop.ui.tokens import RADIUS_CONTROL, Tokens
from desktop.ui.trust_text import trust_sign
from desktop.ui.typography import TypeStyle

_Index = QModelIndex | QPersistentModelIndex

ROW = Px(44)
HEADING = Px(32)
_INSET = Px(8)
_PADDING = Px(10)
_PICTURE = Px(28)
_GAP = Px(12)
_ICON = Px(16)
_SHIELD = Px(14)


class PaletteDelegate(QStyledItemDelegate):
    """Paints rows of a PaletteModel."""

    def __init__(self, theme: Theme, view: FocusListView) -> None:
        """Paint for one view, which becomes the Qt parent."""
        super().__init__(view)
        self._theme = theme
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Return the size of a row."""
        entry: Entry = index.data(ENTRY_ROLE)
        is_heading = entry.kind is EntryKind.HEADING
        return QSize(self._view.viewport().width(), HEADING if is_heading else ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint a row."""
        entry: Entry = index.data(ENTRY_ROLE)
        tokens = self._theme.tokens
        row = QRectF(option.rect).adjusted(_INSET, 0, -_INSET, 0)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if entry.kind is EntryKind.HEADING:
            self._paint_heading(painter, row, entry, tokens)
        else:
            is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
            self._paint_entry(painter, row, entry, tokens, is_chosen=is_chosen)
        painter.restore()

    def _is_mirrored(self) -> bool:
        return self._view.layoutDirection() is Qt.LayoutDirection.RightToLeft

    def _paint_heading(self, painter: QPainter, row: QRectF, entry: Entry, tokens: Tokens) -> None:
        painter.setFont(TypeStyle.CAPTION_STRONG.font)
        painter.setPen(QColor(tokens.secondary))
        box = row.adjusted(px(12), 0, -px(12), -px(4))
        side = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignBottom
        painter.drawText(box, side, entry.title)

    def _paint_entry(
        self, painter: QPainter, row: QRectF, entry: Entry, tokens: Tokens, *, is_chosen: bool
    ) -> None:
        if is_chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.selected))
            painter.drawRoundedRect(row, RADIUS_CONTROL, RADIUS_CONTROL)
        is_mirrored = self._is_mirrored()
        left = row.right() - _PADDING - _PICTURE if is_mirrored else row.left() + _PADDING
        picture = QRectF(left, row.center().y() - _PICTURE / 2, _PICTURE, _PICTURE)
        self._paint_picture(painter, picture, entry, tokens)
        start = _PADDING + _PICTURE + _GAP
        words = row.adjusted(
            _PADDING if is_mirrored else start, 0, -start if is_mirrored else -_PADDING, 0
        )
        words = self._paint_keys(painter, words, entry, tokens, is_chosen=is_chosen)
        taken = self._paint_letters(painter, words, entry.title, entry.places, "text")
        if entry.contact is not None and entry.contact.trust is not Trust.UNVERIFIED:
            sign = trust_sign(entry.contact.trust)
            x = words.right() - taken - _GAP - _SHIELD if is_mirrored else words.left() + taken
            x += 0 if is_mirrored else _GAP
            box = QRectF(x, words.center().y() - _SHIELD / 2, _SHIELD, _SHIELD)
            self._theme.icons.draw(painter, box, sign.icon, getattr(tokens, sign.role))
            taken += _GAP + _SHIELD
        if entry.hint:
            rest = words.adjusted(
                0 if is_mirrored else taken + _GAP, 0, -taken - _GAP if is_mirrored else 0, 0
            )
            self._paint_letters(painter, rest, entry.hint, entry.hint_places, "secondary")

    def _paint_picture(self, painter: QPainter, box: QRectF, entry: Entry, tokens: Tokens) -> None:
        if entry.contact is not None:
            draw_avatar(
                painter,
                box,
                ground=pick_ground(entry.contact.account),
                name=avatar_name(entry.contact),
                icons=self._theme.icons,
            )
        elif entry.command is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.tile))
            painter.drawRoundedRect(box, px(7), px(7))
            inset = (_PICTURE - _ICON) / 2
            icon = box.adjusted(inset, inset, -inset, -inset)
            self._theme.icons.draw(painter, icon, entry.command.icon, tokens.secondary)

    def _paint_keys(
        self, painter: QPainter, words: QRectF, entry: Entry, tokens: Tokens, *, is_chosen: bool
    ) -> QRectF:
        """Paint the shortcut at the end; return what is left for the words."""
        keys = entry.command.key_text if entry.command is not None else ""
        if not keys and is_chosen:
            keys = self.tr("Enter")
        if not keys:
            return words
        style = TypeStyle.META_MEDIUM
        painter.setFont(style.font)
        painter.setPen(QColor(tokens.secondary))
        width = style.metrics.horizontalAdvance(keys) + 1
        is_mirrored = self._is_mirrored()
        left = words.left() if is_mirrored else words.right() - width
        box = QRectF(left, words.top(), width, words.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, keys)
        taken = width + _GAP
        return words.adjusted(taken if is_mirrored else 0, 0, 0 if is_mirrored else -taken, 0)

    def _paint_letters(
        self, painter: QPainter, words: QRectF, text: str, places: frozenset[int], role: str
    ) -> float:
        """Paint words with the typed letters in bold; return how wide they are."""
        style = TypeStyle.BODY_MEDIUM if role == "text" else TypeStyle.BODY
        shown = style.metrics.elidedText(text, Qt.TextElideMode.ElideRight, words.width())
        layout = QTextLayout(shown, style.font)
        layout.setFormats(self._formats(shown, places, style.font))
        layout.beginLayout()
        line = layout.createLine()
        line.setLineWidth(max(1.0, words.width()))
        layout.endLayout()
        width = min(line.naturalTextWidth(), words.width())
        x = words.right() - width if self._is_mirrored() else words.left()
        # A line of the layout may start elsewhere for words that run from right to left.
        x -= line.naturalTextRect().left()
        painter.setPen(self._theme.tokens.color(role))
        layout.draw(painter, QPointF(x, words.center().y() - line.height() / 2))
        return width

    def _formats(
        self, text: str, places: frozenset[int], font: QFont
    ) -> list[QTextLayout.FormatRange]:
        bold = QFont(font)
        bold.setWeight(QFont.Weight.Bold)
        formats = []
        for place in sorted(place for place in places if place < len(text)):
            piece = QTextLayout.FormatRange()
            piece.format = QTextCharFormat()
            piece.format.setFont(bold)
            piece.format.setForeground(QColor(self._theme.tokens.accent))
            # Qt counts UTF-16 units.
            piece.start = len(text[:place].encode("utf-16-le")) // 2
            piece.length = len(text[place].encode("utf-16-le")) // 2
            formats.append(piece)
        return formats
