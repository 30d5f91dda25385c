"""The settings' page about the app itself: versions, self-test, report of a fault, licences."""

from PySide6.QtCore import QProcess, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop import resources
from desktop.config import VERSION
from desktop.own_program import own_command
from desktop.ui.buttons import Button
from desktop.ui.dialogs.setting_rows import SettingsPage
from desktop.ui.dialogs.settings_context import SettingsContext
from desktop.ui.labels import TextLabel
from desktop.ui.measures import px
from desktop.ui.theme import Theme
from desktop.ui.typography import TypeStyle
from desktop.ui.versions import describe_computer, load_parts


class AboutPage(SettingsPage):
    """Shows what the app is, and checks it.

    Attributes:
        test: Starts the self-test.
        copy: Copies what helps whoever looks for a fault.
        licences: Shows the licences of fonts and icons in full.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Show the versions; nothing is tested yet."""
        super().__init__(theme, parent)
        self.test = Button(theme, self.tr("Test now"), parent=self)
        self.copy = Button(theme, self.tr("Copy"), icon="copy", parent=self)
        self.copy.setAccessibleName(self.tr("Copy diagnostics"))
        self.licences = Button(theme, self.tr("Show"), parent=self)
        self.licences.setAccessibleName(self.tr("Show the licences of fonts and icons"))
        self._report = TextLabel(theme, TypeStyle.CODE, role="secondary", wraps=True, parent=self)
        self._copied = TextLabel(theme, TypeStyle.CAPTION, role="good", parent=self)
        self._texts = TextLabel(theme, TypeStyle.CODE, role="secondary", wraps=True, parent=self)
        self._process = QProcess(self)
        self._process.setProcessChannelMode(QProcess.ProcessChannelMode.MergedChannels)
        self._lay_out()
        self.test.clicked.connect(self._on_test)
        self.copy.clicked.connect(self._on_copy)
        self.licences.clicked.connect(self._on_licences)
        self._process.finished.connect(self._on_tested)
        self._process.errorOccurred.connect(self._on_not_started)

    def _lay_out(self) -> None:
        self.add_heading(self.tr("SecureChat {version}").format(version=VERSION))
        self.add_row(
            self.tr("Self-test"),
            self.tr("Checks encryption, database, keyring and display on this computer."),
            self.test,
        )
        self.add_block(self._report)
        self._report.hide()
        self.add_row(
            self.tr("Diagnostics"),
            self.tr("Versions and your system, for whoever looks for a fault. No names, no keys."),
            self.copy,
        )
        self.add_block(self._copied)
        self._copied.hide()
        self.add_line()
        self.add_heading(self.tr("Made with"))
        parts = QVBoxLayout()
        parts.setSpacing(px(8))
        for part in load_parts():
            parts.addLayout(self._build_part(part.name, f"{part.version} · {part.licence}"))
        self.add_block(parts)
        self.add_line()
        self.add_heading(self.tr("Licences"))
        self.add_row(
            self.tr("Fonts and icons"),
            self.tr("Inter, Noto Sans Arabic, and icons of Lucide and Feather."),
            self.licences,
        )
        self.add_block(self._texts)
        self._texts.hide()
        self._column.addStretch(1)

    def _build_part(self, name: str, words: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(px(12))
        title = TextLabel(self._theme, TypeStyle.BODY, text=name, parent=self)
        # Where both do not fit into a line, the name stays whole and the words are broken.
        title.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        row.addWidget(title)
        row.addWidget(
            TextLabel(
                self._theme,
                TypeStyle.CAPTION,
                text=words,
                role="secondary",
                wraps=True,
                alignment=Qt.AlignmentFlag.AlignTrailing,
                parent=self,
            ),
            1,
        )
        return row

    # ── slots ─────────────────────────────────────────────────────────────────────────────────

    def _on_test(self) -> None:
        self.test.setEnabled(False)
        self._tell(self.tr("Testing…"))
        program, arguments = own_command("--self-test")
        self._process.start(program, arguments)

    def _on_tested(self) -> None:
        said = bytes(self._process.readAll().data()).decode("utf-8", "replace")
        self._tell(said.strip())
        self.test.setEnabled(True)

    def _on_not_started(self) -> None:
        self._tell(self.tr("The self-test could not be started."))
        self.test.setEnabled(True)

    def _tell(self, text: str) -> None:
        self._report.setText(text)
        self._report.setAccessibleName(text)
        self._report.show()

    def _on_copy(self) -> None:
        lines = describe_computer()
        if not self._report.isHidden():
            lines.append(self._report.text())
        QGuiApplication.clipboard().setText("\n".join(lines) + "\n")
        self._copied.setText(self.tr("Copied"))
        self._copied.show()

    def _on_licences(self) -> None:
        texts = [file.read_text("utf-8").strip() for file in resources.licence_files()]
        self._texts.setText("\n\n".join(texts))
        self._texts.show()
        self.licences.setEnabled(False)


def build(context: SettingsContext, parent: QWidget) -> AboutPage:
    """Make the page; it needs nothing but the look."""
    return AboutPage(context.theme, parent)
