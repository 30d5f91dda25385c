<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>AboutPage</name>
    <message>
        <source>Test now</source>
        <translation>Jetzt prüfen</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy diagnostics</source>
        <translation>Diagnose kopieren</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Anzeigen</translation>
    </message>
    <message>
        <source>Show the licences of fonts and icons</source>
        <translation>Lizenzen der Schriften und Symbole anzeigen</translation>
    </message>
    <message>
        <source>SecureChat {version}</source>
        <translation>SecureChat {version}</translation>
    </message>
    <message>
        <source>Self-test</source>
        <translation>Selbsttest</translation>
    </message>
    <message>
        <source>Checks encryption, database, keyring and display on this computer.</source>
        <translation>Prüft Verschlüsselung, Datenbank, Schlüsselbund und Anzeige auf diesem Computer.</translation>
    </message>
    <message>
        <source>Diagnostics</source>
        <translation>Diagnose</translation>
    </message>
    <message>
        <source>Versions and your system, for whoever looks for a fault. No names, no keys.</source>
        <translation>Versionen und dein System, für alle, die einen Fehler suchen. Keine Namen, keine Schlüssel.</translation>
    </message>
    <message>
        <source>Made with</source>
        <translation>Gemacht mit</translation>
    </message>
    <message>
        <source>Licences</source>
        <translation>Lizenzen</translation>
    </message>
    <message>
        <source>Fonts and icons</source>
        <translation>Schriften und Symbole</translation>
    </message>
    <message>
        <source>Inter, Noto Sans Arabic, and icons of Lucide and Feather.</source>
        <translation>Inter, Noto Sans Arabic sowie Symbole von Lucide und Feather.</translation>
    </message>
    <message>
        <source>Testing…</source>
        <translation>Wird geprüft …</translation>
    </message>
    <message>
        <source>The self-test could not be started.</source>
        <translation>Der Selbsttest konnte nicht gestartet werden.</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
</context>
<context>
    <name>AccessFlow</name>
    <message>
        <source>Make it now</source>
        <translation>Jetzt erstellen</translation>
    </message>
    <message>
        <source>You have no recovery code yet</source>
        <translation>Du hast noch keinen Wiederherstellungscode</translation>
    </message>
    <message>
        <source>Without it, a forgotten password or a lost keyring is the end of your chats.</source>
        <translation>Ohne ihn sind deine Chats verloren, wenn du das Passwort vergisst oder der Schlüsselbund verloren geht.</translation>
    </message>
</context>
<context>
    <name>Account</name>
    <message>
        <source>This is not the password that counts now.</source>
        <translation>Das ist nicht das jetzige Passwort.</translation>
    </message>
</context>
<context>
    <name>AccountMenu</name>
    <message>
        <source>Open the profile {name}</source>
        <translation>Profil {name} öffnen</translation>
    </message>
    <message>
        <source>Add another account…</source>
        <translation>Weiteres Konto hinzufügen …</translation>
    </message>
    <message>
        <source>Open the account {name} on {server}</source>
        <translation>Konto {name} öffnen, Server: {server}</translation>
    </message>
    <message>
        <source>Signed in here</source>
        <translation>Hier angemeldet</translation>
    </message>
</context>
<context>
    <name>AccountNoticeBar</name>
    <message>
        <source>Got it</source>
        <translation>Verstanden</translation>
    </message>
    <message>
        <source>Your chats come from an older copy</source>
        <translation>Deine Chats stammen aus einer älteren Kopie</translation>
    </message>
    <message>
        <source>What you wrote after that copy was made may be missing here, and people you blocked since may be unblocked. Please check whom you had blocked.</source>
        <translation>Was du nach dieser Kopie geschrieben hast, kann hier fehlen, und Personen, die du seitdem blockiert hast, sind vielleicht nicht mehr blockiert. Bitte prüfe, wen du blockiert hattest.</translation>
    </message>
    <message>
        <source>The clock of this computer differs from the server’s by more than a day</source>
        <translation>Die Uhr dieses Computers weicht um mehr als einen Tag von der des Servers ab</translation>
    </message>
    <message>
        <source>Until they agree, no key is renewed. Please set the date and the time.</source>
        <translation>Bis beide übereinstimmen, wird kein Schlüssel erneuert. Bitte stelle Datum und Uhrzeit ein.</translation>
    </message>
    <message>
        <source>Some messages to you could not be opened</source>
        <translation>Einige Nachrichten an dich konnten nicht geöffnet werden</translation>
    </message>
    <message>
        <source>This computer’s keyring lost the keys for them. What is missing is asked for again by itself. So far that happened {count} times.</source>
        <translation>Der Schlüsselbund dieses Computers hat die Schlüssel dafür verloren. Was fehlt, wird von selbst noch einmal angefordert. Bisher ist das {count}-mal geschehen.</translation>
    </message>
    <message>
        <source>The server went back to an older copy</source>
        <translation>Der Server ist auf einen älteren Stand zurückgefallen</translation>
    </message>
    <message>
        <source>What it lost is sent again by itself. There is nothing you have to do.</source>
        <translation>Was er verloren hat, wird von selbst noch einmal gesendet. Du musst nichts tun.</translation>
    </message>
</context>
<context>
    <name>AccountPage</name>
    <message>
        <source>Keys</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Passwort</translation>
    </message>
    <message>
        <source>You sign in with it. Whoever knows it can take your username away from you.</source>
        <translation>Damit meldest du dich an. Wer es kennt, kann dir deinen Benutzernamen wegnehmen.</translation>
    </message>
    <message>
        <source>Password now</source>
        <translation>Jetziges Passwort</translation>
    </message>
    <message>
        <source>New password</source>
        <translation>Neues Passwort</translation>
    </message>
    <message>
        <source>Change password</source>
        <translation>Passwort ändern</translation>
    </message>
    <message>
        <source>Delete account</source>
        <translation>Konto löschen</translation>
    </message>
    <message>
        <source>Your username becomes free, messages on their way to you are lost, and your chats and keys are removed from this computer. What others have of you stays with them. Nobody can undo this.</source>
        <translation>Dein Benutzername wird frei, Nachrichten auf dem Weg zu dir gehen verloren, und deine Chats und Schlüssel werden von diesem Computer entfernt. Was andere von dir haben, bleibt bei ihnen. Niemand kann das rückgängig machen.</translation>
    </message>
    <message>
        <source>Your password, to delete</source>
        <translation>Dein Passwort zum Löschen</translation>
    </message>
    <message>
        <source>Delete account…</source>
        <translation>Konto löschen …</translation>
    </message>
    <message>
        <source>Delete everything now</source>
        <translation>Jetzt alles löschen</translation>
    </message>
    <message>
        <source>The new password counts from now on.</source>
        <translation>Ab jetzt gilt das neue Passwort.</translation>
    </message>
    <message>
        <source>Type the password that counts now.</source>
        <translation>Gib das jetzige Passwort ein.</translation>
    </message>
    <message>
        <source>Type your password first.</source>
        <translation>Gib zuerst dein Passwort ein.</translation>
    </message>
</context>
<context>
    <name>Actions</name>
    <message>
        <source>Chat {number} in the list</source>
        <translation>Chat {number} der Liste</translation>
    </message>
    <message>
        <source>Go to a chat, a person or a command</source>
        <translation>Zu einem Chat, einer Person oder einem Befehl</translation>
    </message>
    <message>
        <source>New chat</source>
        <translation>Neuer Chat</translation>
    </message>
    <message>
        <source>Search all chats</source>
        <translation>Alle Chats durchsuchen</translation>
    </message>
    <message>
        <source>Message requests</source>
        <translation>Nachrichtenanfragen</translation>
    </message>
    <message>
        <source>Next chat</source>
        <translation>Nächster Chat</translation>
    </message>
    <message>
        <source>Previous chat</source>
        <translation>Vorheriger Chat</translation>
    </message>
    <message>
        <source>Next unread chat</source>
        <translation>Nächster ungelesener Chat</translation>
    </message>
    <message>
        <source>Previous unread chat</source>
        <translation>Vorheriger ungelesener Chat</translation>
    </message>
    <message>
        <source>Search in this chat</source>
        <translation>In diesem Chat suchen</translation>
    </message>
    <message>
        <source>Go to the newest message</source>
        <translation>Zur neuesten Nachricht</translation>
    </message>
    <message>
        <source>Show or hide the details</source>
        <translation>Details ein- oder ausblenden</translation>
    </message>
    <message>
        <source>Close, go back to writing, mark as read</source>
        <translation>Schließen, zurück zum Schreiben, als gelesen markieren</translation>
    </message>
    <message>
        <source>Turn do not disturb on or off</source>
        <translation>„Nicht stören“ ein- oder ausschalten</translation>
    </message>
    <message>
        <source>Normal size of text</source>
        <translation>Normale Schriftgröße</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Larger text</source>
        <translation>Größere Schrift</translation>
    </message>
    <message>
        <source>Smaller text</source>
        <translation>Kleinere Schrift</translation>
    </message>
    <message>
        <source>Next part of the window</source>
        <translation>Nächster Teil des Fensters</translation>
    </message>
    <message>
        <source>Previous part of the window</source>
        <translation>Vorheriger Teil des Fensters</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>Sperren</translation>
    </message>
    <message>
        <source>Close the window</source>
        <translation>Fenster schließen</translation>
    </message>
    <message>
        <source>Quit SecureChat</source>
        <translation>SecureChat beenden</translation>
    </message>
</context>
<context>
    <name>AppearancePage</name>
    <message>
        <source>System</source>
        <translation>System</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>Schriftgröße</translation>
    </message>
    <message>
        <source>As the desktop</source>
        <translation>Wie der Desktop</translation>
    </message>
    <message>
        <source>Enter sends the message</source>
        <translation>Enter sendet die Nachricht</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Design</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Behaviour</source>
        <translation>Verhalten</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Another language counts from the next start.</source>
        <translation>Eine andere Sprache gilt ab dem nächsten Start.</translation>
    </message>
    <message>
        <source>Otherwise Enter starts a new line and Ctrl+Enter sends.</source>
        <translation>Sonst beginnt Enter eine neue Zeile und Strg+Enter sendet.</translation>
    </message>
    <message>
        <source>{percent} %</source>
        <translation>{percent} %</translation>
    </message>
</context>
<context>
    <name>Background</name>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
</context>
<context>
    <name>BlockDialog</name>
    <message>
        <source>Block {name}?</source>
        <translation>{name} blockieren?</translation>
    </message>
    <message>
        <source>Nothing that {name} writes reaches you any more. {name} is not told. Your chat stays here, and you can unblock at any time.</source>
        <translation>Nichts, was {name} schreibt, erreicht dich mehr. {name} erfährt nichts davon. Euer Chat bleibt hier, und du kannst die Blockierung jederzeit aufheben.</translation>
    </message>
    <message>
        <source>Only my contacts see when I am online</source>
        <translation>Nur meine Kontakte sehen, wann ich online bin</translation>
    </message>
    <message>
        <source>Block {name}</source>
        <translation>{name} blockieren</translation>
    </message>
    <message>
        <source>Everybody who knows your username can see when you are online. That includes {name}, blocked or not, unless you turn this on.</source>
        <translation>Alle, die deinen Benutzernamen kennen, können sehen, wann du online bist. Das gilt auch für {name}, blockiert oder nicht, solange du dies nicht einschaltest.</translation>
    </message>
</context>
<context>
    <name>CannotOpenView</name>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>For example after you unlocked the keyring</source>
        <translation>Zum Beispiel, nachdem du den Schlüsselbund entsperrt hast</translation>
    </message>
    <message>
        <source>Use the recovery code</source>
        <translation>Wiederherstellungscode verwenden</translation>
    </message>
    <message>
        <source>The six groups that you wrote down or saved</source>
        <translation>Die sechs Gruppen, die du aufgeschrieben oder gespeichert hast</translation>
    </message>
    <message>
        <source>Quit SecureChat</source>
        <translation>SecureChat beenden</translation>
    </message>
    <message>
        <source>Your chats could not be opened</source>
        <translation>Deine Chats konnten nicht geöffnet werden</translation>
    </message>
    <message>
        <source>d MMMM, HH:mm</source>
        <translation>d. MMMM, HH:mm</translation>
    </message>
</context>
<context>
    <name>CatchUpBar</name>
    <message>
        <source>Catching up</source>
        <translation>Nachholen</translation>
    </message>
    <message numerus="yes">
        <source>%Ln messages, up to {time}</source>
        <translation>
            <numerusform>%Ln Nachricht, bis {time}</numerusform>
            <numerusform>%Ln Nachrichten, bis {time}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Catching up, %Ln messages, up to {time}</source>
        <translation>
            <numerusform>Nachholen, %Ln Nachricht, bis {time}</numerusform>
            <numerusform>Nachholen, %Ln Nachrichten, bis {time}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ChatSearchBar</name>
    <message>
        <source>Search in this chat</source>
        <translation>In diesem Chat suchen</translation>
    </message>
    <message>
        <source>Older hit</source>
        <translation>Älterer Treffer</translation>
    </message>
    <message>
        <source>Newer hit</source>
        <translation>Neuerer Treffer</translation>
    </message>
    <message>
        <source>Go to a day</source>
        <translation>Zu einem Tag gehen</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Not found</source>
        <translation>Nicht gefunden</translation>
    </message>
    <message>
        <source>Not found yet</source>
        <translation>Noch nicht gefunden</translation>
    </message>
    <message>
        <source>{at} of {count}+</source>
        <translation>{at} von {count}+</translation>
    </message>
    <message>
        <source>{at} of {count}</source>
        <translation>{at} von {count}</translation>
    </message>
    <message>
        <source>{at} of {count} so far</source>
        <translation>bisher {at} von {count}</translation>
    </message>
    <message>
        <source>Older messages are still being made ready for search.</source>
        <translation>Ältere Nachrichten werden noch für die Suche vorbereitet.</translation>
    </message>
</context>
<context>
    <name>CodeField</name>
    <message>
        <source>Registration code</source>
        <translation>Registrierungscode</translation>
    </message>
    <message>
        <source>You get it from whoever runs the server.</source>
        <translation>Du bekommst ihn von der Person, die den Server betreibt.</translation>
    </message>
</context>
<context>
    <name>Composer</name>
    <message>
        <source>Message</source>
        <translation>Nachricht</translation>
    </message>
    <message>
        <source>Pick emoji</source>
        <translation>Emoji auswählen</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>Senden</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Enter</translation>
    </message>
    <message>
        <source>Message {name}</source>
        <translation>Nachricht an {name}</translation>
    </message>
    <message>
        <source>{over} bytes too long, shorten it to send</source>
        <translation>{over} Byte zu lang, kürze den Text zum Senden</translation>
    </message>
    <message>
        <source>{size} of {limit} bytes</source>
        <translation>{size} von {limit} Byte</translation>
    </message>
</context>
<context>
    <name>ConnectionBar</name>
    <message>
        <source>Newer messages are on their way</source>
        <translation>Neuere Nachrichten sind unterwegs</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>Verbinden …</translation>
    </message>
</context>
<context>
    <name>Contact</name>
    <message>
        <source>New contact</source>
        <translation>Neuer Kontakt</translation>
    </message>
    <message>
        <source>online</source>
        <translation>online</translation>
    </message>
    <message>
        <source>last seen recently</source>
        <translation>kürzlich online</translation>
    </message>
</context>
<context>
    <name>ContactMenu</name>
    <message>
        <source>Safety number…</source>
        <translation>Sicherheitsnummer …</translation>
    </message>
    <message>
        <source>Unblock</source>
        <translation>Blockierung aufheben</translation>
    </message>
    <message>
        <source>Block</source>
        <translation>Blockieren</translation>
    </message>
</context>
<context>
    <name>ConversationDelegate</name>
    <message>
        <source>typing…</source>
        <translation>schreibt …</translation>
    </message>
    <message>
        <source>Blocked</source>
        <translation>Blockiert</translation>
    </message>
    <message>
        <source>A message was not sent</source>
        <translation>Eine Nachricht wurde nicht gesendet</translation>
    </message>
    <message>
        <source>Draft:</source>
        <translation>Entwurf:</translation>
    </message>
    <message>
        <source>No messages yet</source>
        <translation>Noch keine Nachrichten</translation>
    </message>
    <message>
        <source>You:</source>
        <translation>Du:</translation>
    </message>
</context>
<context>
    <name>ConversationFoot</name>
    <message>
        <source>Unblock</source>
        <translation>Blockierung aufheben</translation>
    </message>
    <message>
        <source>You blocked {name}. You get nothing from them.</source>
        <translation>Du hast {name} blockiert. Du bekommst nichts mehr von dort.</translation>
    </message>
    <message>
        <source>Waiting for {name} to accept</source>
        <translation>Warten, bis {name} annimmt</translation>
    </message>
    <message>
        <source>Three messages wait for {name} to accept. You can send more after that; until then your text stays here.</source>
        <translation>Drei Nachrichten warten darauf, dass {name} annimmt. Danach kannst du mehr senden; bis dahin bleibt dein Text hier.</translation>
    </message>
</context>
<context>
    <name>ConversationHeader</name>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Search in this chat</source>
        <translation>In diesem Chat suchen</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Details</translation>
    </message>
    <message>
        <source>Conversation with {name}</source>
        <translation>Unterhaltung mit {name}</translation>
    </message>
    <message>
        <source>Close details</source>
        <translation>Details schließen</translation>
    </message>
    <message>
        <source>typing…</source>
        <translation>schreibt …</translation>
    </message>
    <message>
        <source>Presence: {words}</source>
        <translation>Status: {words}</translation>
    </message>
</context>
<context>
    <name>ConversationListModel</name>
    <message>
        <source>muted</source>
        <translation>stumm</translation>
    </message>
    <message numerus="yes">
        <source>%n unread</source>
        <translation>
            <numerusform>%n ungelesen</numerusform>
            <numerusform>%n ungelesen</numerusform>
        </translation>
    </message>
    <message>
        <source>no messages yet</source>
        <translation>noch keine Nachrichten</translation>
    </message>
    <message>
        <source>last message {time}: {text}</source>
        <translation>letzte Nachricht {time}: {text}</translation>
    </message>
    <message>
        <source>not sent yet: {text}</source>
        <translation>noch nicht gesendet: {text}</translation>
    </message>
    <message>
        <source>typing</source>
        <translation>schreibt</translation>
    </message>
</context>
<context>
    <name>ConversationListView</name>
    <message>
        <source>Chats</source>
        <translation>Chats</translation>
    </message>
    <message>
        <source>New chat</source>
        <translation>Neuer Chat</translation>
    </message>
</context>
<context>
    <name>CountedText</name>
    <message>
        <source>1 message missing</source>
        <translation>1 Nachricht fehlt</translation>
    </message>
    <message numerus="yes">
        <source>%n messages missing</source>
        <translation>
            <numerusform>%n Nachricht fehlt</numerusform>
            <numerusform>%n Nachrichten fehlen</numerusform>
        </translation>
    </message>
    <message>
        <source>1 message waits here.</source>
        <translation>1 Nachricht wartet hier.</translation>
    </message>
    <message numerus="yes">
        <source>%n messages wait here.</source>
        <translation>
            <numerusform>%n Nachricht wartet hier.</numerusform>
            <numerusform>%n Nachrichten warten hier.</numerusform>
        </translation>
    </message>
    <message>
        <source>Try again in a minute.</source>
        <translation>Versuche es in einer Minute noch einmal.</translation>
    </message>
    <message numerus="yes">
        <source>Try again in %n minutes.</source>
        <translation>
            <numerusform>Versuche es in %n Minute noch einmal.</numerusform>
            <numerusform>Versuche es in %n Minuten noch einmal.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Try again in %n hours.</source>
        <translation>
            <numerusform>Versuche es in %n Stunde noch einmal.</numerusform>
            <numerusform>Versuche es in %n Stunden noch einmal.</numerusform>
        </translation>
    </message>
    <message>
        <source>The code is not complete: 1 character is missing.</source>
        <translation>Der Code ist nicht vollständig: 1 Zeichen fehlt.</translation>
    </message>
    <message numerus="yes">
        <source>The code is not complete: %n characters are missing.</source>
        <translation>
            <numerusform>Der Code ist nicht vollständig: %n Zeichen fehlt.</numerusform>
            <numerusform>Der Code ist nicht vollständig: %n Zeichen fehlen.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DamagedHistoryBar</name>
    <message>
        <source>What can be done?</source>
        <translation>Was kann ich tun?</translation>
    </message>
    <message>
        <source>A part of your history cannot be read</source>
        <translation>Ein Teil deines Verlaufs ist nicht lesbar</translation>
    </message>
    <message>
        <source>The file on this computer is damaged there. Nothing of it was deleted.</source>
        <translation>Die Datei auf diesem Computer ist dort beschädigt. Nichts davon wurde gelöscht.</translation>
    </message>
</context>
<context>
    <name>DayPicker</name>
    <message>
        <source>Month before</source>
        <translation>Voriger Monat</translation>
    </message>
    <message>
        <source>Month after</source>
        <translation>Nächster Monat</translation>
    </message>
</context>
<context>
    <name>DeleteChatDialog</name>
    <message>
        <source>Delete this chat?</source>
        <translation>Diesen Chat löschen?</translation>
    </message>
    <message>
        <source>Every message with {name} is removed from this computer, and nobody can bring them back. {name} keeps theirs and stays your contact. What still waits to be sent stays until it is sent.</source>
        <translation>Jede Nachricht mit {name} wird von diesem Computer entfernt, und niemand kann sie zurückholen. {name} behält die eigenen und bleibt dein Kontakt. Was noch auf das Senden wartet, bleibt, bis es gesendet ist.</translation>
    </message>
    <message>
        <source>Delete chat</source>
        <translation>Chat löschen</translation>
    </message>
</context>
<context>
    <name>DeleteMessagesDialog</name>
    <message>
        <source>Delete this message?</source>
        <translation>Diese Nachricht löschen?</translation>
    </message>
    <message numerus="yes">
        <source>Delete %n messages?</source>
        <translation>
            <numerusform>%n Nachricht löschen?</numerusform>
            <numerusform>%n Nachrichten löschen?</numerusform>
        </translation>
    </message>
    <message>
        <source>It disappears from this computer for good. {name} keeps what was delivered.</source>
        <translation>Sie verschwindet endgültig von diesem Computer. {name} behält, was zugestellt wurde.</translation>
    </message>
    <message>
        <source>They disappear from this computer for good. {name} keeps what was delivered.</source>
        <translation>Das verschwindet endgültig von diesem Computer. {name} behält, was zugestellt wurde.</translation>
    </message>
    <message>
        <source>Delete here</source>
        <translation>Hier löschen</translation>
    </message>
</context>
<context>
    <name>DetailsView</name>
    <message>
        <source>Your name for them</source>
        <translation>Dein Name für die Person</translation>
    </message>
    <message>
        <source>Only you see it. Leave it empty to use the username.</source>
        <translation>Nur du siehst ihn. Lass ihn leer, um den Benutzernamen zu verwenden.</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Search in this chat</source>
        <translation>In diesem Chat suchen</translation>
    </message>
    <message>
        <source>Delete chat…</source>
        <translation>Chat löschen …</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Details</translation>
    </message>
    <message>
        <source>Close details</source>
        <translation>Details schließen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Details of {name}</source>
        <translation>Details zu {name}</translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>Benachrichtigungen</translation>
    </message>
    <message>
        <source>On</source>
        <translation>An</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>Aus</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keiner</translation>
    </message>
    <message>
        <source>Unblock {name}</source>
        <translation>Blockierung von {name} aufheben</translation>
    </message>
    <message>
        <source>Block {name}</source>
        <translation>{name} blockieren</translation>
    </message>
</context>
<context>
    <name>EmojiCompletion</name>
    <message>
        <source>Suggested emoji</source>
        <translation>Vorgeschlagene Emojis</translation>
    </message>
</context>
<context>
    <name>EmojiPicker</name>
    <message>
        <source>Used often</source>
        <translation>Oft verwendet</translation>
    </message>
    <message>
        <source>Smileys and people</source>
        <translation>Smileys und Menschen</translation>
    </message>
    <message>
        <source>Animals and nature</source>
        <translation>Tiere und Natur</translation>
    </message>
    <message>
        <source>Food and drink</source>
        <translation>Essen und Trinken</translation>
    </message>
    <message>
        <source>Travel and places</source>
        <translation>Reisen und Orte</translation>
    </message>
    <message>
        <source>Activities</source>
        <translation>Aktivitäten</translation>
    </message>
    <message>
        <source>Objects</source>
        <translation>Gegenstände</translation>
    </message>
    <message>
        <source>Symbols</source>
        <translation>Zeichen</translation>
    </message>
    <message>
        <source>Flags</source>
        <translation>Flaggen</translation>
    </message>
    <message>
        <source>Search emoji</source>
        <translation>Emoji suchen</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>Gefunden</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>Nichts gefunden</translation>
    </message>
</context>
<context>
    <name>Errors</name>
    <message>
        <source>The lock is off.</source>
        <translation>Die Sperre ist aus.</translation>
    </message>
    <message>
        <source>You can turn it on in the settings.</source>
        <translation>Du kannst sie in den Einstellungen einschalten.</translation>
    </message>
    <message>
        <source>Something went wrong in SecureChat.</source>
        <translation>In SecureChat ist etwas schiefgegangen.</translation>
    </message>
    <message>
        <source>Nothing of yours was lost. Please try again.</source>
        <translation>Nichts von dir ist verloren. Bitte versuche es noch einmal.</translation>
    </message>
    <message>
        <source>This address belongs to another server than your account.</source>
        <translation>Diese Adresse gehört zu einem anderen Server als dein Konto.</translation>
    </message>
    <message>
        <source>Check the server’s address.</source>
        <translation>Prüfe die Adresse des Servers.</translation>
    </message>
    <message>
        <source>This SecureChat is too old for the server.</source>
        <translation>Dieses SecureChat ist zu alt für den Server.</translation>
    </message>
    <message>
        <source>Update SecureChat, then try again.</source>
        <translation>Aktualisiere SecureChat und versuche es dann noch einmal.</translation>
    </message>
    <message>
        <source>The server is too old for this SecureChat.</source>
        <translation>Der Server ist zu alt für dieses SecureChat.</translation>
    </message>
    <message>
        <source>Ask whoever runs the server to update it.</source>
        <translation>Bitte die Person, die den Server betreibt, ihn zu aktualisieren.</translation>
    </message>
    <message>
        <source>Another server answers at this address.</source>
        <translation>Unter dieser Adresse antwortet ein anderer Server.</translation>
    </message>
    <message>
        <source>It is not the one that your invite was for, so nothing was sent to it. If the server was set up anew, ask for a new invite and paste it in the settings, under Network.</source>
        <translation>Es ist nicht der, für den deine Einladung galt, deshalb wurde nichts dorthin gesendet. Wenn der Server neu eingerichtet wurde, bitte um eine neue Einladung und füge sie in den Einstellungen unter „Netzwerk“ ein.</translation>
    </message>
    <message>
        <source>This server cannot prove who it is.</source>
        <translation>Dieser Server kann nicht nachweisen, wer er ist.</translation>
    </message>
    <message>
        <source>Nothing was sent to it. Check the address. If somebody runs the server for you, paste an invite from there instead: SecureChat then recognises it.</source>
        <translation>Es wurde nichts dorthin gesendet. Prüfe die Adresse. Wenn jemand den Server für dich betreibt, füge stattdessen eine Einladung von dort ein: Dann erkennt SecureChat ihn.</translation>
    </message>
    <message>
        <source>Somebody else has your username at this server now.</source>
        <translation>Jemand anderes hat jetzt deinen Benutzernamen auf diesem Server.</translation>
    </message>
    <message>
        <source>Ask whoever runs the server. Your chats stay on this computer.</source>
        <translation>Frage die Person, die den Server betreibt. Deine Chats bleiben auf diesem Computer.</translation>
    </message>
    <message>
        <source>This message is too long.</source>
        <translation>Diese Nachricht ist zu lang.</translation>
    </message>
    <message>
        <source>It has {size} bytes, {limit} are allowed. Shorten it or send it in parts.</source>
        <translation>Sie hat {size} Byte, erlaubt sind {limit}. Kürze sie oder sende sie in Teilen.</translation>
    </message>
    <message>
        <source>You asked a short while ago.</source>
        <translation>Du hast vor Kurzem schon gefragt.</translation>
    </message>
    <message>
        <source>This is not the right password.</source>
        <translation>Das ist nicht das richtige Passwort.</translation>
    </message>
    <message>
        <source>This code does not open these chats.</source>
        <translation>Dieser Code öffnet diese Chats nicht.</translation>
    </message>
    <message>
        <source>A newer code may have taken its place.</source>
        <translation>Vielleicht hat ein neuerer Code ihn ersetzt.</translation>
    </message>
    <message>
        <source>Group {number} is not right.</source>
        <translation>Gruppe {number} stimmt nicht.</translation>
    </message>
    <message>
        <source>The groups {first} and {second} are not right.</source>
        <translation>Die Gruppen {first} und {second} stimmen nicht.</translation>
    </message>
    <message>
        <source>The code is too long.</source>
        <translation>Der Code ist zu lang.</translation>
    </message>
    <message>
        <source>This is not a recovery code.</source>
        <translation>Das ist kein Wiederherstellungscode.</translation>
    </message>
    <message>
        <source>It has six groups of five. Compare it with what you wrote down.</source>
        <translation>Er hat sechs Gruppen zu fünf Zeichen. Vergleiche ihn mit dem, was du aufgeschrieben hast.</translation>
    </message>
    <message>
        <source>This is not a username.</source>
        <translation>Das ist kein Benutzername.</translation>
    </message>
    <message>
        <source>Usernames have 3 to 32 small letters, digits, dots, dashes or underscores, and begin with a letter or digit.</source>
        <translation>Benutzernamen haben 3 bis 32 Kleinbuchstaben, Ziffern, Punkte, Bindestriche oder Unterstriche und beginnen mit einem Buchstaben oder einer Ziffer.</translation>
    </message>
    <message>
        <source>This is not a server’s address.</source>
        <translation>Das ist keine Serveradresse.</translation>
    </message>
    <message>
        <source>It looks like chat.example or wss://chat.example.</source>
        <translation>Sie sieht aus wie chat.example oder wss://chat.example.</translation>
    </message>
    <message>
        <source>This is not a SecureChat code.</source>
        <translation>Das ist kein Code von SecureChat.</translation>
    </message>
    <message>
        <source>Use a picture of the code that stands under “Verify” on the other computer.</source>
        <translation>Nimm ein Bild des Codes, der auf dem anderen Computer unter „Verifizieren“ steht.</translation>
    </message>
    <message>
        <source>This is not a registration code.</source>
        <translation>Das ist kein Registrierungscode.</translation>
    </message>
    <message>
        <source>It has seven groups of four. Compare it with what you got.</source>
        <translation>Er hat sieben Gruppen zu vier Zeichen. Vergleiche ihn mit dem, was du bekommen hast.</translation>
    </message>
    <message>
        <source>This is not an invite.</source>
        <translation>Das ist keine Einladung.</translation>
    </message>
    <message>
        <source>An invite begins with “securechat:”. Copy the whole of it, then try again.</source>
        <translation>Eine Einladung beginnt mit „securechat:“. Kopiere sie ganz und versuche es dann noch einmal.</translation>
    </message>
    <message>
        <source>Something is not written in the form that it must have.</source>
        <translation>Etwas hat nicht die nötige Form.</translation>
    </message>
    <message>
        <source>Something could not be opened.</source>
        <translation>Etwas konnte nicht geöffnet werden.</translation>
    </message>
    <message>
        <source>It was changed on its way, or is meant for other keys.</source>
        <translation>Es wurde unterwegs verändert oder ist für andere Schlüssel bestimmt.</translation>
    </message>
    <message>
        <source>This is not the right passphrase.</source>
        <translation>Das ist nicht die richtige Passphrase.</translation>
    </message>
    <message>
        <source>This was made by a newer SecureChat.</source>
        <translation>Das wurde mit einem neueren SecureChat erstellt.</translation>
    </message>
    <message>
        <source>Update SecureChat to open it.</source>
        <translation>Aktualisiere SecureChat, um es zu öffnen.</translation>
    </message>
    <message>
        <source>This computer’s source of random numbers does not work.</source>
        <translation>Die Quelle für Zufallszahlen dieses Computers funktioniert nicht.</translation>
    </message>
    <message>
        <source>Nothing can be encrypted safely, so nothing is sent. Restart the computer.</source>
        <translation>Nichts kann sicher verschlüsselt werden, deshalb wird nichts gesendet. Starte den Computer neu.</translation>
    </message>
    <message>
        <source>A part of SecureChat does not work as it must.</source>
        <translation>Ein Teil von SecureChat arbeitet nicht, wie er muss.</translation>
    </message>
    <message>
        <source>Install SecureChat again. Your chats stay.</source>
        <translation>Installiere SecureChat neu. Deine Chats bleiben erhalten.</translation>
    </message>
    <message>
        <source>Something could not be encrypted or opened.</source>
        <translation>Etwas konnte nicht verschlüsselt oder geöffnet werden.</translation>
    </message>
    <message>
        <source>The server cannot be reached.</source>
        <translation>Der Server ist nicht erreichbar.</translation>
    </message>
    <message>
        <source>Check your connection and the server’s address, then try again.</source>
        <translation>Prüfe deine Verbindung und die Adresse des Servers und versuche es dann noch einmal.</translation>
    </message>
    <message>
        <source>The connection ended before the server answered.</source>
        <translation>Die Verbindung endete, bevor der Server geantwortet hat.</translation>
    </message>
    <message>
        <source>Nothing was lost. Please try again.</source>
        <translation>Nichts ging verloren. Bitte versuche es noch einmal.</translation>
    </message>
    <message>
        <source>The server did not answer in time.</source>
        <translation>Der Server hat nicht rechtzeitig geantwortet.</translation>
    </message>
    <message>
        <source>Please try again.</source>
        <translation>Bitte versuche es noch einmal.</translation>
    </message>
    <message>
        <source>The server on this computer could not be started.</source>
        <translation>Der Server auf diesem Computer konnte nicht gestartet werden.</translation>
    </message>
    <message>
        <source>Install SecureChat again, or use another server.</source>
        <translation>Installiere SecureChat neu oder verwende einen anderen Server.</translation>
    </message>
    <message>
        <source>This address would send your traffic unprotected.</source>
        <translation>Diese Adresse würde deine Daten ungeschützt senden.</translation>
    </message>
    <message>
        <source>Only a server on this computer may be reached without wss://.</source>
        <translation>Nur ein Server auf diesem Computer darf ohne wss:// erreicht werden.</translation>
    </message>
    <message>
        <source>The key does not fit your history, or the file is damaged.</source>
        <translation>Der Schlüssel passt nicht zu deinem Verlauf, oder die Datei ist beschädigt.</translation>
    </message>
    <message>
        <source>Nothing has been deleted, and nothing will be.</source>
        <translation>Es wurde nichts gelöscht, und es wird nichts gelöscht.</translation>
    </message>
    <message>
        <source>Your chats were last opened by a newer SecureChat.</source>
        <translation>Deine Chats wurden zuletzt von einem neueren SecureChat geöffnet.</translation>
    </message>
    <message>
        <source>Update SecureChat on this computer. Nothing has been changed.</source>
        <translation>Aktualisiere SecureChat auf diesem Computer. Es wurde nichts verändert.</translation>
    </message>
    <message>
        <source>This computer’s disk is full.</source>
        <translation>Der Speicherplatz dieses Computers ist voll.</translation>
    </message>
    <message>
        <source>Make some room, then try again. Nothing was lost.</source>
        <translation>Schaffe etwas Platz und versuche es dann noch einmal. Nichts ging verloren.</translation>
    </message>
    <message>
        <source>SecureChat is already open with this profile.</source>
        <translation>SecureChat ist mit diesem Profil schon geöffnet.</translation>
    </message>
    <message>
        <source>Use its other window, or close it first.</source>
        <translation>Verwende das andere Fenster oder schließe es zuerst.</translation>
    </message>
    <message>
        <source>Your chats could not be read or saved.</source>
        <translation>Deine Chats konnten nicht gelesen oder gespeichert werden.</translation>
    </message>
    <message>
        <source>Nothing has been deleted.</source>
        <translation>Es wurde nichts gelöscht.</translation>
    </message>
    <message>
        <source>This computer has no keyring that SecureChat can use.</source>
        <translation>Dieser Computer hat keinen Schlüsselbund, den SecureChat verwenden kann.</translation>
    </message>
    <message>
        <source>Your keys need a safe place. A passphrase that you type at each start can keep them.</source>
        <translation>Deine Schlüssel brauchen einen sicheren Ort. Eine Passphrase, die du bei jedem Start eingibst, kann sie schützen.</translation>
    </message>
    <message>
        <source>The keyring of this computer is locked.</source>
        <translation>Der Schlüsselbund dieses Computers ist gesperrt.</translation>
    </message>
    <message>
        <source>Unlock it when your desktop asks, then try again.</source>
        <translation>Entsperre ihn, wenn dein Desktop danach fragt, und versuche es dann noch einmal.</translation>
    </message>
    <message>
        <source>The keyring no longer holds the keys of this profile.</source>
        <translation>Der Schlüsselbund enthält die Schlüssel dieses Profils nicht mehr.</translation>
    </message>
    <message>
        <source>Nothing has been deleted. If you have a copy of the keyring, bring it back first.</source>
        <translation>Es wurde nichts gelöscht. Wenn du eine Kopie des Schlüsselbunds hast, stelle sie zuerst wieder her.</translation>
    </message>
    <message>
        <source>The keyring of this computer does not work.</source>
        <translation>Der Schlüsselbund dieses Computers funktioniert nicht.</translation>
    </message>
    <message>
        <source>Nothing has been changed. Please try again.</source>
        <translation>Es wurde nichts verändert. Bitte versuche es noch einmal.</translation>
    </message>
    <message>
        <source>Name or password is wrong.</source>
        <translation>Name oder Passwort ist falsch.</translation>
    </message>
    <message>
        <source>Check both, and the server’s address.</source>
        <translation>Prüfe beides und die Adresse des Servers.</translation>
    </message>
    <message>
        <source>This server asks for a registration code.</source>
        <translation>Dieser Server verlangt einen Registrierungscode.</translation>
    </message>
    <message>
        <source>Whoever runs the server can give you one.</source>
        <translation>Du bekommst einen von der Person, die den Server betreibt.</translation>
    </message>
    <message>
        <source>Somebody already has this name.</source>
        <translation>Diesen Namen hat schon jemand.</translation>
    </message>
    <message>
        <source>Try another one, or sign in if it is yours.</source>
        <translation>Nimm einen anderen, oder melde dich an, wenn es deiner ist.</translation>
    </message>
    <message>
        <source>The server shows another identity than the last time.</source>
        <translation>Der Server zeigt eine andere Identität als beim letzten Mal.</translation>
    </message>
    <message>
        <source>Your password was not sent.</source>
        <translation>Dein Passwort wurde nicht gesendet.</translation>
    </message>
    <message>
        <source>Nobody here has this name.</source>
        <translation>Niemand hier hat diesen Namen.</translation>
    </message>
    <message>
        <source>That is you.</source>
        <translation>Das bist du.</translation>
    </message>
    <message>
        <source>Type somebody else’s username.</source>
        <translation>Gib den Benutzernamen einer anderen Person ein.</translation>
    </message>
    <message>
        <source>These chats can only be read.</source>
        <translation>Diese Chats können nur gelesen werden.</translation>
    </message>
    <message>
        <source>They were saved from a damaged history. Nothing can be sent from it.</source>
        <translation>Sie wurden aus einem beschädigten Verlauf gerettet. Daraus kann nichts gesendet werden.</translation>
    </message>
    <message>
        <source>There is nothing to send yet.</source>
        <translation>Es gibt noch nichts zu senden.</translation>
    </message>
    <message>
        <source>You can write more once they accept.</source>
        <translation>Du kannst mehr schreiben, sobald die Anfrage angenommen ist.</translation>
    </message>
    <message>
        <source>Your text stays in its field until then.</source>
        <translation>Bis dahin bleibt dein Text in seinem Feld.</translation>
    </message>
    <message>
        <source>Nothing is sent to this person at the moment.</source>
        <translation>An diese Person wird im Moment nichts gesendet.</translation>
    </message>
    <message>
        <source>Your text stays in its field. The conversation says what to do.</source>
        <translation>Dein Text bleibt in seinem Feld. In der Unterhaltung steht, was zu tun ist.</translation>
    </message>
    <message>
        <source>The keys of this account were renewed too often.</source>
        <translation>Die Schlüssel dieses Kontos wurden zu oft erneuert.</translation>
    </message>
    <message>
        <source>No more changes fit into it. What is there goes on to work.</source>
        <translation>Mehr Änderungen passen nicht hinein. Was da ist, funktioniert weiter.</translation>
    </message>
    <message>
        <source>You verified this person, and their key has changed.</source>
        <translation>Du hast diese Person verifiziert, und ihr Schlüssel hat sich geändert.</translation>
    </message>
    <message>
        <source>Compare your numbers again; only that goes on.</source>
        <translation>Vergleicht eure Nummern noch einmal; erst dann geht es weiter.</translation>
    </message>
    <message>
        <source>Their key changed while you compared the numbers.</source>
        <translation>Der Schlüssel hat sich geändert, während ihr die Nummern verglichen habt.</translation>
    </message>
    <message>
        <source>Nobody was verified. Compare the numbers again.</source>
        <translation>Niemand wurde verifiziert. Vergleicht die Nummern noch einmal.</translation>
    </message>
    <message>
        <source>The account could not be used.</source>
        <translation>Das Konto konnte nicht verwendet werden.</translation>
    </message>
    <message>
        <source>The server sent something that SecureChat does not understand.</source>
        <translation>Der Server hat etwas gesendet, das SecureChat nicht versteht.</translation>
    </message>
    <message>
        <source>Check the server’s address, or try again later.</source>
        <translation>Prüfe die Adresse des Servers oder versuche es später noch einmal.</translation>
    </message>
    <message>
        <source>This person uses a newer SecureChat.</source>
        <translation>Diese Person verwendet ein neueres SecureChat.</translation>
    </message>
    <message>
        <source>Update SecureChat to write to them.</source>
        <translation>Aktualisiere SecureChat, um ihr zu schreiben.</translation>
    </message>
    <message>
        <source>The keys that the server gave for this person do not hold.</source>
        <translation>Die Schlüssel, die der Server für diese Person gegeben hat, sind nicht gültig.</translation>
    </message>
    <message>
        <source>Nothing was sent.</source>
        <translation>Es wurde nichts gesendet.</translation>
    </message>
    <message>
        <source>The keys of this person are too old.</source>
        <translation>Die Schlüssel dieser Person sind zu alt.</translation>
    </message>
    <message>
        <source>They are renewed when the person is next online.</source>
        <translation>Sie werden erneuert, wenn die Person das nächste Mal online ist.</translation>
    </message>
    <message>
        <source>The server did not accept this.</source>
        <translation>Der Server hat das nicht angenommen.</translation>
    </message>
    <message>
        <source>Update SecureChat if there is a newer version.</source>
        <translation>Aktualisiere SecureChat, wenn es eine neuere Version gibt.</translation>
    </message>
    <message>
        <source>The server does not know this connection yet.</source>
        <translation>Der Server kennt diese Verbindung noch nicht.</translation>
    </message>
    <message>
        <source>Please try again in a moment.</source>
        <translation>Bitte versuche es gleich noch einmal.</translation>
    </message>
    <message>
        <source>That was too often in a short time.</source>
        <translation>Das war zu oft in kurzer Zeit.</translation>
    </message>
    <message>
        <source>Wait a little, then try again.</source>
        <translation>Warte ein wenig und versuche es dann noch einmal.</translation>
    </message>
    <message>
        <source>The server did not accept this here.</source>
        <translation>Der Server hat das hier nicht angenommen.</translation>
    </message>
    <message>
        <source>{name}’s mailbox is full</source>
        <translation>Das Postfach von {name} ist voll</translation>
    </message>
    <message>
        <source>{name}’s account is gone</source>
        <translation>Das Konto von {name} gibt es nicht mehr</translation>
    </message>
    <message>
        <source>{name} cannot be reached right now</source>
        <translation>{name} ist gerade nicht zu erreichen</translation>
    </message>
    <message>
        <source>Perhaps they are moving to another computer. If it stays like this for a day, you can ask again.</source>
        <translation>Vielleicht wird gerade auf einen anderen Computer umgezogen. Wenn es einen Tag so bleibt, kannst du noch einmal fragen.</translation>
    </message>
    <message>
        <source>{name} cannot be written to right now</source>
        <translation>An {name} kann gerade nicht geschrieben werden</translation>
    </message>
    <message>
        <source>It works again once {name} was online.</source>
        <translation>Es geht wieder, sobald {name} online war.</translation>
    </message>
    <message>
        <source>It waited for 30 days, or {name} has moved to another computer meanwhile.</source>
        <translation>Sie hat 30 Tage gewartet, oder {name} ist inzwischen auf einen anderen Computer umgezogen.</translation>
    </message>
    <message>
        <source>This server takes no new accounts.</source>
        <translation>Dieser Server nimmt keine neuen Konten an.</translation>
    </message>
    <message>
        <source>Ask whoever runs it, or choose another server.</source>
        <translation>Frage die Person, die ihn betreibt, oder wähle einen anderen Server.</translation>
    </message>
    <message>
        <source>The server does not accept this code.</source>
        <translation>Der Server nimmt diesen Code nicht an.</translation>
    </message>
    <message>
        <source>It may be used up or too old. Ask whoever gave it to you for a new one.</source>
        <translation>Vielleicht ist er verbraucht oder zu alt. Bitte um einen neuen, wo du ihn bekommen hast.</translation>
    </message>
    <message>
        <source>The server is busy.</source>
        <translation>Der Server ist ausgelastet.</translation>
    </message>
    <message>
        <source>This is no longer there.</source>
        <translation>Das gibt es nicht mehr.</translation>
    </message>
    <message>
        <source>You signed in on another computer.</source>
        <translation>Du hast dich auf einem anderen Computer angemeldet.</translation>
    </message>
    <message>
        <source>You can still read your chats here.</source>
        <translation>Du kannst deine Chats hier weiterhin lesen.</translation>
    </message>
    <message>
        <source>The server has a problem of its own.</source>
        <translation>Der Server hat selbst ein Problem.</translation>
    </message>
    <message>
        <source>Please try again later.</source>
        <translation>Bitte versuche es später noch einmal.</translation>
    </message>
    <message>
        <source>This message was not sent</source>
        <translation>Diese Nachricht wurde nicht gesendet</translation>
    </message>
    <message>
        <source>You can try again.</source>
        <translation>Du kannst es noch einmal versuchen.</translation>
    </message>
    <message>
        <source>It empties when {name} is next online.</source>
        <translation>Es leert sich, wenn {name} das nächste Mal online ist.</translation>
    </message>
    <message>
        <source>Nobody can receive this message any more.</source>
        <translation>Niemand kann diese Nachricht noch empfangen.</translation>
    </message>
    <message>
        <source>{name} did not get this message</source>
        <translation>{name} hat diese Nachricht nicht bekommen</translation>
    </message>
    <message>
        <source>Offline. Messages will be sent later.</source>
        <translation>Offline. Nachrichten werden später gesendet.</translation>
    </message>
    <message>
        <source>The server does not accept this account any more. You can still read your chats.</source>
        <translation>Der Server nimmt dieses Konto nicht mehr an. Du kannst deine Chats weiterhin lesen.</translation>
    </message>
    <message>
        <source>The server cannot prove who it is, so nothing is sent to it for now.</source>
        <translation>Der Server kann nicht nachweisen, wer er ist, deshalb wird vorerst nichts dorthin gesendet.</translation>
    </message>
    <message>
        <source>The server no longer knows this account. You can still read your chats.</source>
        <translation>Der Server kennt dieses Konto nicht mehr. Du kannst deine Chats weiterhin lesen.</translation>
    </message>
    <message>
        <source>The server shows another identity than before. Nothing is sent to it yet.</source>
        <translation>Der Server zeigt eine andere Identität als zuvor. Noch wird nichts dorthin gesendet.</translation>
    </message>
    <message>
        <source>You signed in on another computer. You can still read your chats here.</source>
        <translation>Du hast dich auf einem anderen Computer angemeldet. Du kannst deine Chats hier weiterhin lesen.</translation>
    </message>
    <message>
        <source>This SecureChat is too old for the server. Update it to send and receive.</source>
        <translation>Dieses SecureChat ist zu alt für den Server. Aktualisiere es, um zu senden und zu empfangen.</translation>
    </message>
    <message>
        <source>The server is too old for this SecureChat. Messages will be sent after its update.</source>
        <translation>Der Server ist zu alt für dieses SecureChat. Nachrichten werden nach seiner Aktualisierung gesendet.</translation>
    </message>
    <message>
        <source>Another server answers at this address. Nothing is sent to it.</source>
        <translation>Unter dieser Adresse antwortet ein anderer Server. Es wird nichts dorthin gesendet.</translation>
    </message>
    <message>
        <source>Messages cannot be saved on this computer, so none are fetched. Is the disk full?</source>
        <translation>Nachrichten können auf diesem Computer nicht gespeichert werden, deshalb werden keine abgeholt. Ist der Speicherplatz voll?</translation>
    </message>
</context>
<context>
    <name>ExplainDialog</name>
    <message>
        <source>Got it</source>
        <translation>Verstanden</translation>
    </message>
</context>
<context>
    <name>FailureMenu</name>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Copy text</source>
        <translation>Text kopieren</translation>
    </message>
    <message>
        <source>Ask again</source>
        <translation>Noch einmal fragen</translation>
    </message>
    <message>
        <source>Delete here…</source>
        <translation>Hier löschen …</translation>
    </message>
</context>
<context>
    <name>FilterChip</name>
    <message>
        <source>{name}: {choice}. Press to search without it.</source>
        <translation>{name}: {choice}. Drücken, um ohne diesen Filter zu suchen.</translation>
    </message>
    <message>
        <source>Filter: {name}</source>
        <translation>Filter: {name}</translation>
    </message>
</context>
<context>
    <name>FirstChatView</name>
    <message>
        <source>Add someone by their username, and your first chat begins.</source>
        <translation>Füge jemanden mit dem Benutzernamen hinzu, und dein erster Chat beginnt.</translation>
    </message>
    <message>
        <source>Add a contact</source>
        <translation>Kontakt hinzufügen</translation>
    </message>
    <message>
        <source>Say hello to {name}</source>
        <translation>{name} Hallo sagen</translation>
    </message>
    <message>
        <source>Hello!</source>
        <translation>Hallo!</translation>
    </message>
</context>
<context>
    <name>FirstRunSide</name>
    <message>
        <source>Private messages,</source>
        <translation>Private Nachrichten,</translation>
    </message>
    <message>
        <source>from your own desk</source>
        <translation>von deinem Schreibtisch</translation>
    </message>
    <message>
        <source>Only you and your contacts can read them</source>
        <translation>Nur du und deine Kontakte können sie lesen</translation>
    </message>
    <message>
        <source>No phone number, no e-mail address</source>
        <translation>Keine Telefonnummer, keine E-Mail-Adresse</translation>
    </message>
    <message>
        <source>Your history stays on this computer, locked</source>
        <translation>Dein Verlauf bleibt auf diesem Computer, verschlossen</translation>
    </message>
</context>
<context>
    <name>FormDialog</name>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>HeldBar</name>
    <message>
        <source>Ask again</source>
        <translation>Noch einmal fragen</translation>
    </message>
    <message>
        <source>Messages to {name} cannot be delivered now</source>
        <translation>Nachrichten an {name} können jetzt nicht zugestellt werden</translation>
    </message>
    <message>
        <source>{name} was not online for a long time. What you write waits here and goes out once {name} is back.</source>
        <translation>{name} war lange nicht online. Was du schreibst, wartet hier und geht hinaus, sobald {name} zurück ist.</translation>
    </message>
    <message>
        <source>They have waited for more than a day, and go out as soon as they can. You can ask whether you may still write; {name} is not disturbed.</source>
        <translation>Sie warten seit mehr als einem Tag und gehen hinaus, sobald es möglich ist. Du kannst fragen, ob du noch schreiben darfst; {name} wird nicht gestört.</translation>
    </message>
    <message>
        <source>They wait here and go out as soon as they can. If it stays like this, you can ask again from {time} on.</source>
        <translation>Sie warten hier und gehen hinaus, sobald es möglich ist. Wenn es so bleibt, kannst du ab {time} noch einmal fragen.</translation>
    </message>
</context>
<context>
    <name>InviteChoice</name>
    <message>
        <source>Open an invite</source>
        <translation>Einladung öffnen</translation>
    </message>
    <message>
        <source>Somebody gave me a link</source>
        <translation>Jemand hat mir einen Link gegeben</translation>
    </message>
    <message>
        <source>Open an invite: chosen</source>
        <translation>Einladung öffnen: ausgewählt</translation>
    </message>
    <message>
        <source>Invite link</source>
        <translation>Einladungslink</translation>
    </message>
    <message>
        <source>Paste the whole link. Nothing is sent yet.</source>
        <translation>Füge den ganzen Link ein. Noch wird nichts gesendet.</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Use another invite</source>
        <translation>Andere Einladung verwenden</translation>
    </message>
</context>
<context>
    <name>InviteDialog</name>
    <message>
        <source>Invite someone</source>
        <translation>Jemanden einladen</translation>
    </message>
    <message>
        <source>Give this to one person. Their first message then reaches you without asking. It works once, for 7 days.</source>
        <translation>Gib ihn nur einer Person. Ihre erste Nachricht erreicht dich dann ohne Nachfrage. Er gilt einmal und 7 Tage lang.</translation>
    </message>
    <message>
        <source>Invite link</source>
        <translation>Einladungslink</translation>
    </message>
    <message>
        <source>Invite as a code</source>
        <translation>Einladung als Code</translation>
    </message>
    <message>
        <source>Making the invite…</source>
        <translation>Einladung wird erstellt …</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy invite link</source>
        <translation>Einladungslink kopieren</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Whoever has the link first can use it. Send it where only they can read it.</source>
        <translation>Wer den Link zuerst hat, kann ihn verwenden. Sende ihn dorthin, wo nur die eine Person ihn lesen kann.</translation>
    </message>
    <message>
        <source>copied</source>
        <translation>kopiert</translation>
    </message>
</context>
<context>
    <name>InviterCard</name>
    <message>
        <source>Invite of {name}</source>
        <translation>Einladung von {name}</translation>
    </message>
    <message>
        <source>@{name} at {server}</source>
        <translation>@{name} bei {server}</translation>
    </message>
</context>
<context>
    <name>JumpButton</name>
    <message numerus="yes">
        <source>Newest message, %n new</source>
        <translation>
            <numerusform>Neueste Nachricht, %n neue</numerusform>
            <numerusform>Neueste Nachricht, %n neue</numerusform>
        </translation>
    </message>
    <message>
        <source>Newest message</source>
        <translation>Neueste Nachricht</translation>
    </message>
</context>
<context>
    <name>KeyRenewal</name>
    <message>
        <source>This computer’s keys</source>
        <translation>Die Schlüssel dieses Computers</translation>
    </message>
    <message>
        <source>Renew them if somebody else may have used this computer or has a copy of it.</source>
        <translation>Erneuere sie, wenn jemand anderes diesen Computer benutzt haben könnte oder eine Kopie davon hat.</translation>
    </message>
    <message>
        <source>Your identity</source>
        <translation>Deine Identität</translation>
    </message>
    <message>
        <source>Renew it if somebody may know the key that proves who you are.</source>
        <translation>Erneuere sie, wenn jemand den Schlüssel kennen könnte, der beweist, wer du bist.</translation>
    </message>
    <message>
        <source>Renew…</source>
        <translation>Erneuern …</translation>
    </message>
    <message>
        <source>Renew: {what}</source>
        <translation>Erneuern: {what}</translation>
    </message>
    <message>
        <source>The keys are being renewed…</source>
        <translation>Die Schlüssel werden erneuert …</translation>
    </message>
    <message>
        <source>The new keys count from now on.</source>
        <translation>Ab jetzt gelten die neuen Schlüssel.</translation>
    </message>
</context>
<context>
    <name>LinkMenu</name>
    <message>
        <source>This link leads to</source>
        <translation>Dieser Link führt zu</translation>
    </message>
    <message>
        <source>This name is written in letters that look like others. It may imitate a page.</source>
        <translation>Dieser Name enthält Buchstaben, die anderen ähneln. Er ahmt vielleicht eine Seite nach.</translation>
    </message>
    <message>
        <source>Others on the way can read and change this page.</source>
        <translation>Andere auf dem Weg können diese Seite lesen und verändern.</translation>
    </message>
    <message>
        <source>Open in browser</source>
        <translation>Im Browser öffnen</translation>
    </message>
    <message>
        <source>Copy link</source>
        <translation>Link kopieren</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>LockDialog</name>
    <message>
        <source>Turn on the lock?</source>
        <translation>Sperre einschalten?</translation>
    </message>
    <message>
        <source>Turn off the lock?</source>
        <translation>Sperre ausschalten?</translation>
    </message>
    <message>
        <source>SecureChat then asks for your password when it starts, when you press Ctrl+L, and when you were away. While it is locked, nothing can be read on this computer, and messages wait at the server.</source>
        <translation>SecureChat fragt dann nach deinem Passwort, wenn es startet, wenn du Strg+L drückst und wenn du weg warst. Solange es gesperrt ist, kann auf diesem Computer nichts gelesen werden, und Nachrichten warten auf dem Server.</translation>
    </message>
    <message>
        <source>SecureChat then opens as soon as you are signed in to this computer, without asking for your password.</source>
        <translation>SecureChat öffnet sich dann, sobald du an diesem Computer angemeldet bist, ohne nach deinem Passwort zu fragen.</translation>
    </message>
    <message>
        <source>Your password</source>
        <translation>Dein Passwort</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>Nicht jetzt</translation>
    </message>
    <message>
        <source>Turn on</source>
        <translation>Einschalten</translation>
    </message>
    <message>
        <source>Turn off</source>
        <translation>Ausschalten</translation>
    </message>
    <message>
        <source>Type your password first.</source>
        <translation>Gib zuerst dein Passwort ein.</translation>
    </message>
    <message>
        <source>Checking…</source>
        <translation>Wird geprüft …</translation>
    </message>
</context>
<context>
    <name>LockedView</name>
    <message>
        <source>Passphrase</source>
        <translation>Passphrase</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Passwort</translation>
    </message>
    <message>
        <source>Unlock</source>
        <translation>Entsperren</translation>
    </message>
    <message>
        <source>Use the recovery code</source>
        <translation>Wiederherstellungscode verwenden</translation>
    </message>
    <message>
        <source>SecureChat is locked</source>
        <translation>SecureChat ist gesperrt</translation>
    </message>
    <message>
        <source>Messages wait at the server until you unlock.</source>
        <translation>Nachrichten warten auf dem Server, bis du entsperrst.</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>Wird geöffnet …</translation>
    </message>
</context>
<context>
    <name>LostAccountBar</name>
    <message>
        <source>Type password…</source>
        <translation>Passwort eingeben …</translation>
    </message>
    <message>
        <source>The server no longer knows your account</source>
        <translation>Der Server kennt dein Konto nicht mehr</translation>
    </message>
    <message>
        <source>Your chats are safe, and you can read them. To send and receive again, type your password.</source>
        <translation>Deine Chats sind sicher, und du kannst sie lesen. Um wieder zu senden und zu empfangen, gib dein Passwort ein.</translation>
    </message>
    <message>
        <source>Your account is not registered yet</source>
        <translation>Dein Konto ist noch nicht registriert</translation>
    </message>
    <message>
        <source>The server shows another identity than before. Type your password to go on; you are asked once more before it is sent.</source>
        <translation>Der Server zeigt eine andere Identität als zuvor. Gib dein Passwort ein, um fortzufahren; bevor es gesendet wird, wirst du noch einmal gefragt.</translation>
    </message>
</context>
<context>
    <name>LostAccountDialog</name>
    <message>
        <source>Bring your account back</source>
        <translation>Hole dein Konto zurück</translation>
    </message>
    <message>
        <source>The server no longer knows {name}. It may have been set up anew. Your chats and contacts are on this computer and safe.</source>
        <translation>Der Server kennt {name} nicht mehr. Vielleicht wurde er neu eingerichtet. Deine Chats und Kontakte sind sicher auf diesem Computer.</translation>
    </message>
    <message>
        <source>With your password, the account is registered there again as it was. What the server lost of yours is sent again by itself.</source>
        <translation>Mit deinem Passwort wird das Konto dort wieder registriert, wie es war. Was der Server von dir verloren hat, wird von selbst noch einmal gesendet.</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Passwort</translation>
    </message>
    <message>
        <source>The same again</source>
        <translation>Noch einmal dasselbe</translation>
    </message>
    <message>
        <source>The server cannot check it, and takes it as it is from now on.</source>
        <translation>Der Server kann es nicht prüfen und übernimmt es so, wie es ist.</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>Nicht jetzt</translation>
    </message>
    <message>
        <source>Register again</source>
        <translation>Neu registrieren</translation>
    </message>
    <message>
        <source>Use at least {count} characters.</source>
        <translation>Nimm mindestens {count} Zeichen.</translation>
    </message>
    <message>
        <source>The two are not the same.</source>
        <translation>Die beiden sind nicht gleich.</translation>
    </message>
    <message>
        <source>Telling the server…</source>
        <translation>Der Server wird benachrichtigt …</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Opening your chats</source>
        <translation>Deine Chats werden geöffnet</translation>
    </message>
    <message>
        <source>Your desktop may ask you to unlock its keyring. Look for its window.</source>
        <translation>Dein Desktop bittet dich vielleicht, den Schlüsselbund zu entsperren. Achte auf sein Fenster.</translation>
    </message>
</context>
<context>
    <name>Message</name>
    <message>
        <source>Ask to send again</source>
        <translation>Um erneutes Senden bitten</translation>
    </message>
    <message>
        <source>{name}, {time}: {text}</source>
        <comment>one of several copied messages</comment>
        <translation>{name}, {time}: {text}</translation>
    </message>
    <message>
        <source>Show more</source>
        <translation>Mehr anzeigen</translation>
    </message>
    <message>
        <source>Not sent</source>
        <translation>Nicht gesendet</translation>
    </message>
    <message>
        <source>{name} has a new security key</source>
        <translation>{name} hat einen neuen Sicherheitsschlüssel</translation>
    </message>
    <message>
        <source>A message from {name} could not be opened</source>
        <translation>Eine Nachricht von {name} konnte nicht geöffnet werden</translation>
    </message>
    <message>
        <source>{name} went back to an older copy of the chats</source>
        <translation>{name} ist zu einer älteren Kopie der Chats zurückgekehrt</translation>
    </message>
    <message>
        <source>{name}’s SecureChat was used in two places at once</source>
        <translation>SecureChat von {name} wurde an zwei Orten zugleich verwendet</translation>
    </message>
    <message>
        <source>{name} renewed their security keys</source>
        <translation>{name} hat die Sicherheitsschlüssel erneuert</translation>
    </message>
    <message>
        <source>The server does not show {name}’s newest keys</source>
        <translation>Der Server zeigt die neuesten Schlüssel von {name} nicht</translation>
    </message>
    <message>
        <source>This message needs a newer SecureChat.</source>
        <translation>Diese Nachricht braucht ein neueres SecureChat.</translation>
    </message>
    <message>
        <source>This message could not be read.</source>
        <translation>Diese Nachricht konnte nicht gelesen werden.</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>sent</source>
        <translation>gesendet</translation>
    </message>
    <message>
        <source>delivered</source>
        <translation>zugestellt</translation>
    </message>
    <message>
        <source>read</source>
        <translation>gelesen</translation>
    </message>
    <message>
        <source>not sent</source>
        <translation>nicht gesendet</translation>
    </message>
    <message>
        <source>{time}: {notice}; press Enter to ask to send again</source>
        <translation>{time}: {notice}; drücke Enter, um um erneutes Senden zu bitten</translation>
    </message>
    <message>
        <source>You</source>
        <translation>Du</translation>
    </message>
</context>
<context>
    <name>MessageActions</name>
    <message>
        <source>You</source>
        <translation>Du</translation>
    </message>
</context>
<context>
    <name>MessageDelegate</name>
    <message>
        <source>1 new message</source>
        <translation>1 neue Nachricht</translation>
    </message>
    <message numerus="yes">
        <source>%n new messages</source>
        <translation>
            <numerusform>%n neue Nachricht</numerusform>
            <numerusform>%n neue Nachrichten</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MessageInfo</name>
    <message>
        <source>Message info</source>
        <translation>Nachrichteninfo</translation>
    </message>
    <message>
        <source>Written</source>
        <translation>Geschrieben</translation>
    </message>
    <message>
        <source>Reached the server</source>
        <translation>Beim Server angekommen</translation>
    </message>
    <message>
        <source>Delivered</source>
        <translation>Zugestellt</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>Gelesen</translation>
    </message>
    <message>
        <source>Arrived here</source>
        <translation>Hier angekommen</translation>
    </message>
    <message>
        <source>The time of writing comes from {name}’s computer.</source>
        <translation>Die Zeit des Schreibens stammt vom Computer von {name}.</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>nicht bekannt</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>not yet</source>
        <translation>noch nicht</translation>
    </message>
</context>
<context>
    <name>MessageMenu</name>
    <message>
        <source>Copy link</source>
        <translation>Link kopieren</translation>
    </message>
    <message>
        <source>Open link…</source>
        <translation>Link öffnen …</translation>
    </message>
    <message>
        <source>Select</source>
        <translation>Auswählen</translation>
    </message>
    <message>
        <source>Info</source>
        <translation>Info</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Delete here…</source>
        <translation>Hier löschen …</translation>
    </message>
    <message>
        <source>Copy text</source>
        <translation>Text kopieren</translation>
    </message>
    <message numerus="yes">
        <source>Copy %n messages</source>
        <translation>
            <numerusform>%n Nachricht kopieren</numerusform>
            <numerusform>%n Nachrichten kopieren</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MessageNotices</name>
    <message>
        <source>SecureChat</source>
        <translation>SecureChat</translation>
    </message>
    <message>
        <source>Somebody new wants to write to you</source>
        <translation>Jemand Neues möchte dir schreiben</translation>
    </message>
    <message>
        <source>1 new message</source>
        <translation>1 neue Nachricht</translation>
    </message>
    <message numerus="yes">
        <source>%n new messages</source>
        <translation>
            <numerusform>%n neue Nachricht</numerusform>
            <numerusform>%n neue Nachrichten</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MessageView</name>
    <message>
        <source>Messages</source>
        <translation>Nachrichten</translation>
    </message>
</context>
<context>
    <name>NameField</name>
    <message>
        <source>Username</source>
        <translation>Benutzername</translation>
    </message>
    <message>
        <source>People find you by this name. Small letters, digits, dots.</source>
        <translation>Unter diesem Namen findet man dich. Kleinbuchstaben, Ziffern, Punkte.</translation>
    </message>
    <message>
        <source>free</source>
        <translation>frei</translation>
    </message>
</context>
<context>
    <name>NetworkPage</name>
    <message>
        <source>Try now</source>
        <translation>Jetzt versuchen</translation>
    </message>
    <message>
        <source>Another address of the same server</source>
        <translation>Eine andere Adresse desselben Servers</translation>
    </message>
    <message>
        <source>When the server has moved, or an invite when it was set up anew. Your account and your contacts stay.</source>
        <translation>Wenn der Server umgezogen ist, oder eine Einladung, wenn er neu eingerichtet wurde. Dein Konto und deine Kontakte bleiben.</translation>
    </message>
    <message>
        <source>Use this address</source>
        <translation>Diese Adresse verwenden</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>Verbindung</translation>
    </message>
    <message>
        <source>Server moved</source>
        <translation>Server umgezogen</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>Geändert</translation>
    </message>
    <message>
        <source>Connected</source>
        <translation>Verbunden</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>Verbinden …</translation>
    </message>
    <message>
        <source>Type the new address first.</source>
        <translation>Gib zuerst die neue Adresse ein.</translation>
    </message>
</context>
<context>
    <name>NewChatDialog</name>
    <message>
        <source>Username</source>
        <translation>Benutzername</translation>
    </message>
    <message>
        <source>Ask the person for their exact username.</source>
        <translation>Frage die Person nach ihrem genauen Benutzernamen.</translation>
    </message>
    <message>
        <source>Invite someone</source>
        <translation>Jemanden einladen</translation>
    </message>
    <message>
        <source>Open an invite</source>
        <translation>Einladung öffnen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Start chat</source>
        <translation>Chat beginnen</translation>
    </message>
    <message>
        <source>Things to try</source>
        <translation>Was du versuchen kannst</translation>
    </message>
    <message>
        <source>Check the spelling, letter by letter</source>
        <translation>Prüfe die Schreibweise, Buchstabe für Buchstabe</translation>
    </message>
    <message>
        <source>Ask which server they use: names exist per server</source>
        <translation>Frage, welchen Server die Person verwendet: Namen gelten je Server</translation>
    </message>
    <message>
        <source>Send them an invite, and let them find you</source>
        <translation>Schicke der Person eine Einladung, dann findet sie dich</translation>
    </message>
    <message>
        <source>Or meet by a link, without knowing each other’s usernames:</source>
        <translation>Oder findet euch über einen Link, ohne den Benutzernamen des anderen zu kennen:</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>New chat</source>
        <translation>Neuer Chat</translation>
    </message>
    <message>
        <source>Nobody here is called @{name}.</source>
        <translation>Niemand hier heißt @{name}.</translation>
    </message>
    <message>
        <source>{name} gets a request with your name and your first message.</source>
        <translation>{name} bekommt eine Anfrage mit deinem Namen und deiner ersten Nachricht.</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>Wird gesucht …</translation>
    </message>
</context>
<context>
    <name>NoChatView</name>
    <message>
        <source>Choose a chat to read and write.</source>
        <translation>Wähle einen Chat zum Lesen und Schreiben.</translation>
    </message>
    <message>
        <source>Find a chat</source>
        <translation>Chat finden</translation>
    </message>
    <message>
        <source>New chat</source>
        <translation>Neuer Chat</translation>
    </message>
    <message>
        <source>All shortcuts</source>
        <translation>Alle Tastenkürzel</translation>
    </message>
</context>
<context>
    <name>NotificationsPage</name>
    <message>
        <source>Who wrote</source>
        <translation>Wer geschrieben hat</translation>
    </message>
    <message>
        <source>Who wrote, and the message</source>
        <translation>Wer geschrieben hat, und die Nachricht</translation>
    </message>
    <message>
        <source>Only that there is a message</source>
        <translation>Nur dass es eine Nachricht gibt</translation>
    </message>
    <message>
        <source>New messages</source>
        <translation>Neue Nachrichten</translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>Benachrichtigungen</translation>
    </message>
    <message>
        <source>Your desktop tells you while this window is not in front.</source>
        <translation>Dein Desktop meldet sie, solange dieses Fenster nicht vorn ist.</translation>
    </message>
    <message>
        <source>Do not disturb</source>
        <translation>Nicht stören</translation>
    </message>
    <message>
        <source>Silent until you turn it off. The tray icon has it, too.</source>
        <translation>Still, bis du es ausschaltest. Auch das Symbol im Infobereich bietet es an.</translation>
    </message>
    <message>
        <source>What a notification says</source>
        <translation>Was eine Benachrichtigung zeigt</translation>
    </message>
    <message>
        <source>It stands on your screen for whoever is near, also when you are away.</source>
        <translation>Sie steht auf deinem Bildschirm, für alle in der Nähe, auch wenn du weg bist.</translation>
    </message>
    <message>
        <source>Tray</source>
        <translation>Infobereich</translation>
    </message>
    <message>
        <source>Keep running when the window is closed</source>
        <translation>Weiterlaufen, wenn das Fenster geschlossen ist</translation>
    </message>
    <message>
        <source>Messages go on coming in. Where the desktop has no tray, closing quits.</source>
        <translation>Nachrichten kommen weiter an. Wo der Desktop keinen Infobereich hat, beendet das Schließen SecureChat.</translation>
    </message>
    <message>
        <source>Start in the tray</source>
        <translation>Im Infobereich starten</translation>
    </message>
    <message>
        <source>The window stays hidden until you click the icon.</source>
        <translation>Das Fenster bleibt verborgen, bis du auf das Symbol klickst.</translation>
    </message>
</context>
<context>
    <name>OnboardingView</name>
    <message>
        <source>Your desktop may ask you to unlock its keyring. Look for its window.</source>
        <translation>Dein Desktop bittet dich vielleicht, den Schlüsselbund zu entsperren. Achte auf sein Fenster.</translation>
    </message>
    <message>
        <source>Creating your account</source>
        <translation>Dein Konto wird erstellt</translation>
    </message>
    <message>
        <source>Signing you in</source>
        <translation>Du wirst angemeldet</translation>
    </message>
    <message>
        <source>This takes a moment.</source>
        <translation>Das dauert einen Moment.</translation>
    </message>
    <message>
        <source>Making keys that only this computer has…</source>
        <translation>Schlüssel werden erstellt, die nur dieser Computer hat …</translation>
    </message>
    <message>
        <source>Putting them into a safe place…</source>
        <translation>Sie kommen an einen sicheren Ort …</translation>
    </message>
    <message>
        <source>Telling the server your name…</source>
        <translation>Der Server erfährt deinen Namen …</translation>
    </message>
</context>
<context>
    <name>OpenInviteDialog</name>
    <message>
        <source>Open an invite</source>
        <translation>Einladung öffnen</translation>
    </message>
    <message>
        <source>Invite link</source>
        <translation>Einladungslink</translation>
    </message>
    <message>
        <source>Paste the link that you were given. Nothing is sent yet.</source>
        <translation>Füge den Link ein, den du bekommen hast. Noch wird nichts gesendet.</translation>
    </message>
    <message>
        <source>Open invite</source>
        <translation>Einladung öffnen</translation>
    </message>
    <message>
        <source>{name} is at another server than you. To write to each other, both of you need an account at the same one.</source>
        <translation>{name} ist auf einem anderen Server als du. Um einander zu schreiben, braucht ihr beide ein Konto auf demselben.</translation>
    </message>
    <message>
        <source>{name} gets your name with your first message.</source>
        <translation>{name} bekommt deinen Namen mit deiner ersten Nachricht.</translation>
    </message>
</context>
<context>
    <name>Palette</name>
    <message>
        <source>What fits</source>
        <translation>Was passt</translation>
    </message>
    <message>
        <source>Nothing fits.</source>
        <translation>Nichts passt.</translation>
    </message>
    <message>
        <source>Chat, person or command</source>
        <translation>Chat, Person oder Befehl</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>move</source>
        <translation>bewegen</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Enter</translation>
    </message>
    <message>
        <source>open</source>
        <translation>öffnen</translation>
    </message>
    <message>
        <source>for commands only</source>
        <translation>nur für Befehle</translation>
    </message>
    <message>
        <source>Chats</source>
        <translation>Chats</translation>
    </message>
    <message>
        <source>Contacts</source>
        <translation>Kontakte</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>Befehle</translation>
    </message>
</context>
<context>
    <name>PaletteButton</name>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Find a chat, a person or a command</source>
        <translation>Chat, Person oder Befehl finden</translation>
    </message>
</context>
<context>
    <name>PaletteDelegate</name>
    <message>
        <source>Enter</source>
        <translation>Enter</translation>
    </message>
</context>
<context>
    <name>PassphrasePage</name>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Passphrase</source>
        <translation>Passphrase</translation>
    </message>
    <message>
        <source>You type it each time SecureChat starts.</source>
        <translation>Du gibst sie bei jedem Start von SecureChat ein.</translation>
    </message>
    <message>
        <source>Repeat passphrase</source>
        <translation>Passphrase wiederholen</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Use a passphrase instead</source>
        <translation>Passphrase verwenden</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Quit SecureChat</source>
        <translation>SecureChat beenden</translation>
    </message>
    <message>
        <source>Use at least {count} characters.</source>
        <translation>Nimm mindestens {count} Zeichen.</translation>
    </message>
    <message>
        <source>The two are not the same.</source>
        <translation>Die beiden sind nicht gleich.</translation>
    </message>
</context>
<context>
    <name>PasswordJudge</name>
    <message>
        <source>Use at least {count} characters.</source>
        <translation>Nimm mindestens {count} Zeichen.</translation>
    </message>
    <message>
        <source>This password is too easy to guess.</source>
        <translation>Dieses Passwort ist zu leicht zu erraten.</translation>
    </message>
</context>
<context>
    <name>PasswordPage</name>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Passwort</translation>
    </message>
    <message>
        <source>The same again</source>
        <translation>Noch einmal dasselbe</translation>
    </message>
    <message>
        <source>Type it once more</source>
        <translation>Gib es noch einmal ein</translation>
    </message>
    <message>
        <source>Suggest one</source>
        <translation>Vorschlagen</translation>
    </message>
    <message>
        <source>Create account</source>
        <translation>Konto erstellen</translation>
    </message>
    <message>
        <source>Step 2 of 3</source>
        <translation>Schritt 2 von 3</translation>
    </message>
    <message>
        <source>Choose a password</source>
        <translation>Wähle ein Passwort</translation>
    </message>
    <message>
        <source>You sign in with it. Four or five random words are easy to remember and very hard to guess.</source>
        <translation>Damit meldest du dich an. Vier oder fünf zufällige Wörter sind leicht zu merken und sehr schwer zu erraten.</translation>
    </message>
    <message>
        <source>Nobody can send you a forgotten password, not even us.</source>
        <translation>Niemand kann dir ein vergessenes Passwort schicken, auch wir nicht.</translation>
    </message>
    <message>
        <source>The two are not the same.</source>
        <translation>Die beiden sind nicht gleich.</translation>
    </message>
</context>
<context>
    <name>PrivacyPage</name>
    <message>
        <source>Anyone with my username</source>
        <translation>Alle mit meinem Benutzernamen</translation>
    </message>
    <message>
        <source>My contacts</source>
        <translation>Meine Kontakte</translation>
    </message>
    <message>
        <source>Nobody</source>
        <translation>Niemand</translation>
    </message>
    <message>
        <source>Read receipts</source>
        <translation>Lesebestätigungen</translation>
    </message>
    <message>
        <source>Typing</source>
        <translation>Schreibanzeige</translation>
    </message>
    <message>
        <source>Slower delivery ticks</source>
        <translation>Langsamere Zustellhaken</translation>
    </message>
    <message>
        <source>What others see</source>
        <translation>Was andere sehen</translation>
    </message>
    <message>
        <source>Who sees that you are online</source>
        <translation>Wer sieht, dass du online bist</translation>
    </message>
    <message>
        <source>People who may not see it are told “unknown”. The first choice includes those you blocked.</source>
        <translation>Wer es nicht sehen darf, sieht „unbekannt“. Die erste Wahl schließt auch die ein, die du blockiert hast.</translation>
    </message>
    <message>
        <source>Works only when both of you turn it on.</source>
        <translation>Funktioniert nur, wenn ihr beide es einschaltet.</translation>
    </message>
    <message>
        <source>Show others when you are writing, and see it yourself.</source>
        <translation>Zeige anderen, wann du schreibst, und sieh es auch bei ihnen.</translation>
    </message>
    <message>
        <source>Waits 5 to 20 seconds, so the moment says less about you.</source>
        <translation>Wartet 5 bis 20 Sekunden, damit der Moment weniger über dich verrät.</translation>
    </message>
    <message>
        <source>Blocked people</source>
        <translation>Blockierte Personen</translation>
    </message>
    <message>
        <source>Unblock</source>
        <translation>Blockierung aufheben</translation>
    </message>
    <message>
        <source>Unblock {name}</source>
        <translation>Blockierung von {name} aufheben</translation>
    </message>
</context>
<context>
    <name>Rail</name>
    <message>
        <source>Show chats</source>
        <translation>Chats anzeigen</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>Anfragen</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>Sperren</translation>
    </message>
    <message numerus="yes">
        <source>Show chats, %n unread</source>
        <translation>
            <numerusform>Chats anzeigen, %n ungelesen</numerusform>
            <numerusform>Chats anzeigen, %n ungelesen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n waiting</source>
        <translation>
            <numerusform>%n wartet</numerusform>
            <numerusform>%n warten</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RecoveryCodePage</name>
    <message>
        <source>Group {number}</source>
        <translation>Gruppe {number}</translation>
    </message>
    <message>
        <source>Finish</source>
        <translation>Fertigstellen</translation>
    </message>
    <message>
        <source>Encrypt everything anew</source>
        <translation>Alles neu verschlüsseln</translation>
    </message>
    <message>
        <source>Your password</source>
        <translation>Dein Passwort</translation>
    </message>
    <message>
        <source>Your passphrase</source>
        <translation>Deine Passphrase</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>Später</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Step 3 of 3</source>
        <translation>Schritt 3 von 3</translation>
    </message>
    <message>
        <source>Keep this code somewhere safe</source>
        <translation>Bewahre diesen Code sicher auf</translation>
    </message>
    <message>
        <source>It is the only way back to your chats if you forget the password or this computer loses its keyring. Write it down or save it. It is shown once.</source>
        <translation>Er ist der einzige Weg zurück zu deinen Chats, wenn du das Passwort vergisst oder dieser Computer seinen Schlüsselbund verliert. Schreibe ihn auf oder speichere ihn. Er wird nur einmal gezeigt.</translation>
    </message>
    <message>
        <source>To be sure you have it, type two of the groups</source>
        <translation>Damit sicher ist, dass du ihn hast: Gib zwei der Gruppen ein</translation>
    </message>
    <message>
        <source>You can make a new code in Settings at any time.</source>
        <translation>In den Einstellungen kannst du jederzeit einen neuen Code erstellen.</translation>
    </message>
    <message>
        <source>If somebody may have seen the old code. It takes a moment.</source>
        <translation>Falls jemand den alten Code gesehen haben könnte. Es dauert einen Moment.</translation>
    </message>
    <message>
        <source>Not as above</source>
        <translation>Nicht wie oben</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
    <message>
        <source>Save the recovery code</source>
        <translation>Wiederherstellungscode speichern</translation>
    </message>
    <message>
        <source>SecureChat recovery code</source>
        <translation>SecureChat-Wiederherstellungscode</translation>
    </message>
    <message>
        <source>Recovery code of SecureChat

{code}

It opens the chats on the computer on which it was made. Keep it where only you can read it.
</source>
        <translation>Wiederherstellungscode von SecureChat

{code}

Er öffnet die Chats auf dem Computer, auf dem er erstellt wurde. Bewahre ihn dort auf, wo nur du ihn lesen kannst.
</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>Gespeichert</translation>
    </message>
    <message>
        <source>This file cannot be written. Choose another place.</source>
        <translation>Diese Datei kann nicht geschrieben werden. Wähle einen anderen Ort.</translation>
    </message>
</context>
<context>
    <name>RecoveryEntryView</name>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Recovery code</source>
        <translation>Wiederherstellungscode</translation>
    </message>
    <message>
        <source>Small letters and spaces are fine.</source>
        <translation>Kleinbuchstaben und Leerzeichen sind in Ordnung.</translation>
    </message>
    <message>
        <source>Open my chats</source>
        <translation>Meine Chats öffnen</translation>
    </message>
    <message>
        <source>Type your recovery code</source>
        <translation>Gib deinen Wiederherstellungscode ein</translation>
    </message>
    <message>
        <source>The six groups that you wrote down or saved. They open the chats on this computer, and the lock is off after that.</source>
        <translation>Die sechs Gruppen, die du aufgeschrieben oder gespeichert hast. Sie öffnen die Chats auf diesem Computer, und die Sperre ist danach aus.</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>Wird geöffnet …</translation>
    </message>
</context>
<context>
    <name>RenewDialog</name>
    <message>
        <source>Renew this computer’s keys?</source>
        <translation>Schlüssel dieses Computers erneuern?</translation>
    </message>
    <message>
        <source>Renew your identity?</source>
        <translation>Deine Identität erneuern?</translation>
    </message>
    <message>
        <source>This computer gets new keys. Whoever copied the old ones, from a backup or while you were away, can neither sign in nor read what is written from now on.</source>
        <translation>Dieser Computer bekommt neue Schlüssel. Wer die alten kopiert hat, aus einer Sicherung oder während du weg warst, kann sich nicht mehr anmelden und nicht lesen, was ab jetzt geschrieben wird.</translation>
    </message>
    <message>
        <source>The connection ends for a moment. Your chats and your contacts stay. What is on its way to you now is sent again by itself.</source>
        <translation>Die Verbindung endet für einen Moment. Deine Chats und deine Kontakte bleiben. Was jetzt zu dir unterwegs ist, wird von selbst noch einmal gesendet.</translation>
    </message>
    <message>
        <source>The key that proves that you are you is replaced. The old one signs for the new one, so your contacts can be sure that it is still you.</source>
        <translation>Der Schlüssel, der beweist, dass du du bist, wird ersetzt. Der alte unterschreibt für den neuen, damit deine Kontakte sicher sein können, dass du es noch bist.</translation>
    </message>
    <message>
        <source>Your safety numbers change. Whoever compared them with you keeps the mark “Verified”.</source>
        <translation>Deine Sicherheitsnummern ändern sich. Wer sie mit dir verglichen hat, behält die Markierung „Verifiziert“.</translation>
    </message>
    <message>
        <source>Your contacts see one line in their chat with you: you renewed your keys.</source>
        <translation>Deine Kontakte sehen im Chat mit dir eine Zeile: Du hast deine Schlüssel erneuert.</translation>
    </message>
    <message>
        <source>Renew now</source>
        <translation>Jetzt erneuern</translation>
    </message>
</context>
<context>
    <name>RequestBar</name>
    <message>
        <source>Block</source>
        <translation>Blockieren</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>Annehmen</translation>
    </message>
    <message>
        <source>Let {name} write to you?</source>
        <translation>Darf {name} dir schreiben?</translation>
    </message>
    <message>
        <source>Until then {name} cannot see that you read this.</source>
        <translation>Bis dahin kann {name} nicht sehen, dass du das liest.</translation>
    </message>
    <message>
        <source>Until then {name} cannot see that you read this, or that you are online.</source>
        <translation>Bis dahin kann {name} nicht sehen, dass du das liest oder dass du online bist.</translation>
    </message>
</context>
<context>
    <name>RequestIntro</name>
    <message>
        <source>Request from {name}</source>
        <translation>Anfrage von {name}</translation>
    </message>
    <message>
        <source>You have written to this person before.</source>
        <translation>Du hast dieser Person schon einmal geschrieben.</translation>
    </message>
    <message>
        <source>You have not written with this person before.</source>
        <translation>Mit dieser Person hast du noch nicht geschrieben.</translation>
    </message>
    <message>
        <source>The name is what they call themselves.</source>
        <translation>So nennt sich die Person selbst.</translation>
    </message>
    <message>
        <source>Their name is shown once the server has confirmed it.</source>
        <translation>Der Name erscheint, sobald der Server ihn bestätigt hat.</translation>
    </message>
</context>
<context>
    <name>RequestListView</name>
    <message>
        <source>Message requests</source>
        <translation>Nachrichtenanfragen</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>Anfragen</translation>
    </message>
    <message>
        <source>People who ask to write</source>
        <translation>Personen, die dir schreiben möchten</translation>
    </message>
    <message>
        <source>People you have no chat with yet. They do not learn whether you looked.</source>
        <translation>Personen, mit denen du noch keinen Chat hast. Sie erfahren nicht, ob du nachgesehen hast.</translation>
    </message>
    <message>
        <source>Nobody new has written to you. People you have no chat with yet appear here first.</source>
        <translation>Niemand Neues hat dir geschrieben. Personen, mit denen du noch keinen Chat hast, erscheinen zuerst hier.</translation>
    </message>
</context>
<context>
    <name>RescueChoices</name>
    <message>
        <source>Open what can be read</source>
        <translation>Öffnen, was lesbar ist</translation>
    </message>
    <message>
        <source>To read and search; nothing is sent or received</source>
        <translation>Zum Lesen und Suchen; es wird nichts gesendet oder empfangen</translation>
    </message>
    <message>
        <source>Save a report…</source>
        <translation>Bericht speichern …</translation>
    </message>
    <message>
        <source>What happened, without any message text</source>
        <translation>Was passiert ist, ohne den Text von Nachrichten</translation>
    </message>
    <message>
        <source>d MMMM yyyy, HH:mm</source>
        <translation>d. MMMM yyyy, HH:mm</translation>
    </message>
    <message>
        <source>Open the copy made before the last upgrade</source>
        <translation>Die Kopie von vor der letzten Aktualisierung öffnen</translation>
    </message>
    <message>
        <source>Of {day}; what came later is missing</source>
        <translation>Vom {day}; was danach kam, fehlt</translation>
    </message>
</context>
<context>
    <name>RescueFlow</name>
    <message>
        <source>Opening the copy</source>
        <translation>Die Kopie wird geöffnet</translation>
    </message>
    <message>
        <source>Reading what can be read</source>
        <translation>Lesbares wird gelesen</translation>
    </message>
    <message>
        <source>Save a report</source>
        <translation>Bericht speichern</translation>
    </message>
</context>
<context>
    <name>SavedHistoryBar</name>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>You can read and search them; nothing is sent or received.</source>
        <translation>Du kannst sie lesen und durchsuchen; es wird nichts gesendet oder empfangen.</translation>
    </message>
    <message>
        <source>These chats were saved from a damaged history</source>
        <translation>Diese Chats wurden aus einem beschädigten Verlauf gerettet</translation>
    </message>
    <message>
        <source>1 message could be read.</source>
        <translation>1 Nachricht konnte gelesen werden.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln messages could be read.</source>
        <translation>
            <numerusform>%Ln Nachricht konnte gelesen werden.</numerusform>
            <numerusform>%Ln Nachrichten konnten gelesen werden.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln or more could not.</source>
        <translation>
            <numerusform>%Ln oder mehr konnten es nicht.</numerusform>
            <numerusform>%Ln oder mehr konnten es nicht.</numerusform>
        </translation>
    </message>
    <message>
        <source>None is lost.</source>
        <translation>Keine ist verloren.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln could not.</source>
        <translation>
            <numerusform>%Ln konnte es nicht.</numerusform>
            <numerusform>%Ln konnten es nicht.</numerusform>
        </translation>
    </message>
    <message>
        <source>1 person is shown without a name.</source>
        <translation>1 Person wird ohne Namen angezeigt.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln people are shown without a name.</source>
        <translation>
            <numerusform>%Ln Person wird ohne Namen angezeigt.</numerusform>
            <numerusform>%Ln Personen werden ohne Namen angezeigt.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SearchField</name>
    <message>
        <source>Clear</source>
        <translation>Leeren</translation>
    </message>
</context>
<context>
    <name>SearchResultDelegate</name>
    <message>
        <source>You:</source>
        <translation>Du:</translation>
    </message>
</context>
<context>
    <name>SearchResultsModel</name>
    <message>
        <source>Chats</source>
        <translation>Chats</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Nachrichten</translation>
    </message>
    <message>
        <source>Chat with {name}. {message}</source>
        <translation>Chat mit {name}. {message}</translation>
    </message>
</context>
<context>
    <name>SearchView</name>
    <message>
        <source>Search all chats</source>
        <translation>Alle Chats durchsuchen</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>Seit</translation>
    </message>
    <message>
        <source>What was found</source>
        <translation>Was gefunden wurde</translation>
    </message>
    <message numerus="yes">
        <source>%Ln+ found</source>
        <translation>
            <numerusform>Mehr als %Ln gefunden</numerusform>
            <numerusform>Mehr als %Ln gefunden</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln found</source>
        <translation>
            <numerusform>%Ln gefunden</numerusform>
            <numerusform>%Ln gefunden</numerusform>
        </translation>
    </message>
    <message>
        <source>Older messages are still being made ready for search.</source>
        <translation>Ältere Nachrichten werden noch für die Suche vorbereitet.</translation>
    </message>
    <message>
        <source>Nothing was found. Try fewer or other words.</source>
        <translation>Nichts gefunden. Versuche es mit weniger oder anderen Wörtern.</translation>
    </message>
    <message>
        <source>Finds words in the messages of all your chats.</source>
        <translation>Findet Wörter in den Nachrichten aller deiner Chats.</translation>
    </message>
    <message>
        <source>You</source>
        <translation>Du</translation>
    </message>
    <message>
        <source>From {name}</source>
        <translation>Von {name}</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Heute</translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation>Letzte 7 Tage</translation>
    </message>
    <message>
        <source>Last 30 days</source>
        <translation>Letzte 30 Tage</translation>
    </message>
    <message>
        <source>Last 12 months</source>
        <translation>Letzte 12 Monate</translation>
    </message>
</context>
<context>
    <name>SecurityPage</name>
    <message>
        <source>Ask for your password</source>
        <translation>Nach deinem Passwort fragen</translation>
    </message>
    <message>
        <source>After an hour</source>
        <translation>Nach einer Stunde</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>Nie</translation>
    </message>
    <message>
        <source>Make a new code…</source>
        <translation>Neuen Code erstellen …</translation>
    </message>
    <message>
        <source>After a minute</source>
        <translation>Nach einer Minute</translation>
    </message>
    <message numerus="yes">
        <source>After %n minutes</source>
        <translation>
            <numerusform>Nach %n Minuten</numerusform>
            <numerusform>Nach %n Minuten</numerusform>
        </translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>Sperre</translation>
    </message>
    <message>
        <source>When SecureChat starts and after it was locked. Ctrl+L locks at once.</source>
        <translation>Wenn SecureChat startet und nachdem es gesperrt wurde. Strg+L sperrt sofort.</translation>
    </message>
    <message>
        <source>SecureChat asks for your passphrase at each start. Ctrl+L locks.</source>
        <translation>SecureChat fragt bei jedem Start nach deiner Passphrase. Strg+L sperrt.</translation>
    </message>
    <message>
        <source>Lock when you are away</source>
        <translation>Sperren, wenn du weg bist</translation>
    </message>
    <message>
        <source>Closes the chats and asks for your password again.</source>
        <translation>Schließt die Chats und fragt wieder nach deinem Passwort.</translation>
    </message>
    <message>
        <source>Recovery code</source>
        <translation>Wiederherstellungscode</translation>
    </message>
    <message>
        <source>Another code</source>
        <translation>Neuer Code</translation>
    </message>
    <message>
        <source>Opens your chats on this computer without password or keyring. The code that you have now opens nothing after that.</source>
        <translation>Öffnet deine Chats auf diesem Computer ohne Passwort oder Schlüsselbund. Der Code, den du jetzt hast, öffnet danach nichts mehr.</translation>
    </message>
</context>
<context>
    <name>Server</name>
    <message>
        <source>this computer</source>
        <translation>dieser Computer</translation>
    </message>
</context>
<context>
    <name>ServerKeyDialog</name>
    <message>
        <source>Is this still your server?</source>
        <translation>Ist das noch dein Server?</translation>
    </message>
    <message>
        <source>The server shows another identity than the last time you used your password with it. That is normal after it was set up anew or moved.</source>
        <translation>Der Server zeigt eine andere Identität als beim letzten Mal, als du dort dein Passwort verwendet hast. Das ist normal, nachdem er neu eingerichtet wurde oder umgezogen ist.</translation>
    </message>
    <message>
        <source>It can also mean that somebody else answers in its place. With your password they could take your username away from you. They could not read your messages.</source>
        <translation>Es kann auch bedeuten, dass jemand anderes an seiner Stelle antwortet. Mit deinem Passwort könnte man dir deinen Benutzernamen wegnehmen. Deine Nachrichten könnte man nicht lesen.</translation>
    </message>
    <message>
        <source>Nothing has been sent yet. If you are not sure, cancel and ask whoever runs the server.</source>
        <translation>Noch wurde nichts gesendet. Wenn du nicht sicher bist, brich ab und frage die Person, die den Server betreibt.</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Weiter</translation>
    </message>
</context>
<context>
    <name>ServerLine</name>
    <message>
        <source>Server</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>Its address, or an invite from somebody who is there.</source>
        <translation>Seine Adresse, oder eine Einladung von jemandem, der dort ist.</translation>
    </message>
    <message>
        <source>Run a server on this computer</source>
        <translation>Einen Server auf diesem Computer starten</translation>
    </message>
    <message>
        <source>Server: {address}</source>
        <translation>Server: {address}</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Ändern</translation>
    </message>
    <message>
        <source>Change server</source>
        <translation>Server ändern</translation>
    </message>
    <message>
        <source>Reached from this computer alone, while SecureChat is open.</source>
        <translation>Nur von diesem Computer erreichbar, solange SecureChat geöffnet ist.</translation>
    </message>
    <message>
        <source>Type the address of your server.</source>
        <translation>Gib die Adresse deines Servers ein.</translation>
    </message>
    <message>
        <source>{server}, where {name} is</source>
        <translation>{server}, wo {name} ist</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>Account</source>
        <translation>Konto</translation>
    </message>
    <message>
        <source>Privacy</source>
        <translation>Privatsphäre</translation>
    </message>
    <message>
        <source>Security</source>
        <translation>Sicherheit</translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>Benachrichtigungen</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Erscheinungsbild</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Netzwerk</translation>
    </message>
    <message>
        <source>Storage</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>About</source>
        <translation>Über</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Search settings</source>
        <translation>Einstellungen suchen</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>All settings</source>
        <translation>Alle Einstellungen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Settings: {section}</source>
        <translation>Einstellungen: {section}</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>Gefunden</translation>
    </message>
    <message>
        <source>Settings that were found</source>
        <translation>Gefundene Einstellungen</translation>
    </message>
</context>
<context>
    <name>SettingsResults</name>
    <message>
        <source>Nothing in the settings has these words.</source>
        <translation>Nichts in den Einstellungen enthält diese Wörter.</translation>
    </message>
</context>
<context>
    <name>ShellDialogs</name>
    <message>
        <source>Why is sending stopped?</source>
        <translation>Warum ist das Senden gestoppt?</translation>
    </message>
    <message>
        <source>The numbers do not match</source>
        <translation>Die Nummern stimmen nicht überein</translation>
    </message>
</context>
<context>
    <name>ShellKeys</name>
    <message>
        <source>Settings: {section}</source>
        <translation>Einstellungen: {section}</translation>
    </message>
</context>
<context>
    <name>ShortcutsDialog</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Chats</source>
        <translation>Chats</translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation>Unterhaltung</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>Fenster</translation>
    </message>
    <message>
        <source>A chat by its place in the list</source>
        <translation>Ein Chat nach seinem Platz in der Liste</translation>
    </message>
    <message>
        <source>{words}: {keys}</source>
        <translation>{words}: {keys}</translation>
    </message>
</context>
<context>
    <name>StoragePage</name>
    <message>
        <source>Give back</source>
        <translation>Freigeben</translation>
    </message>
    <message>
        <source>Delete copies</source>
        <translation>Kopien löschen</translation>
    </message>
    <message>
        <source>Yes, delete them</source>
        <translation>Ja, löschen</translation>
    </message>
    <message>
        <source>On this computer</source>
        <translation>Auf diesem Computer</translation>
    </message>
    <message>
        <source>Messages and contacts</source>
        <translation>Nachrichten und Kontakte</translation>
    </message>
    <message>
        <source>Encrypted. Nothing of it lies on the server once it came here.</source>
        <translation>Verschlüsselt. Sobald es hier ist, liegt nichts davon mehr auf dem Server.</translation>
    </message>
    <message>
        <source>Unused</source>
        <translation>Ungenutzt</translation>
    </message>
    <message>
        <source>Left by what was deleted. New messages fill it.</source>
        <translation>Übrig von Gelöschtem. Neue Nachrichten füllen es.</translation>
    </message>
    <message>
        <source>Copies</source>
        <translation>Kopien</translation>
    </message>
    <message>
        <source>Made before upgrades</source>
        <translation>Vor Aktualisierungen erstellt</translation>
    </message>
    <message>
        <source>Encrypted as well. They help if an upgrade goes wrong.</source>
        <translation>Auch verschlüsselt. Sie helfen, wenn eine Aktualisierung misslingt.</translation>
    </message>
    <message>
        <source>{size}, 1 message</source>
        <translation>{size}, 1 Nachricht</translation>
    </message>
    <message numerus="yes">
        <source>{size}, %Ln messages</source>
        <translation>
            <numerusform>{size}, %Ln Nachricht</numerusform>
            <numerusform>{size}, %Ln Nachrichten</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StrengthMeter</name>
    <message>
        <source>Four or five random words are best.</source>
        <translation>Vier oder fünf zufällige Wörter sind am besten.</translation>
    </message>
    <message>
        <source>Too easy to guess.</source>
        <translation>Zu leicht zu erraten.</translation>
    </message>
    <message>
        <source>Weak.</source>
        <translation>Schwach.</translation>
    </message>
    <message>
        <source>Fair.</source>
        <translation>Mittel.</translation>
    </message>
    <message>
        <source>Strong.</source>
        <translation>Stark.</translation>
    </message>
    <message>
        <source>Excellent.</source>
        <translation>Ausgezeichnet.</translation>
    </message>
    <message>
        <source>Another word or two would help.</source>
        <translation>Ein oder zwei Wörter mehr würden helfen.</translation>
    </message>
    <message>
        <source>One more word makes it excellent.</source>
        <translation>Ein weiteres Wort macht es ausgezeichnet.</translation>
    </message>
    <message>
        <source>Many people use it. Put several words together.</source>
        <translation>Viele verwenden es. Setze mehrere Wörter zusammen.</translation>
    </message>
    <message>
        <source>Leave your username out of it.</source>
        <translation>Lass deinen Benutzernamen weg.</translation>
    </message>
    <message>
        <source>Leave dates and years out of it.</source>
        <translation>Lass Daten und Jahreszahlen weg.</translation>
    </message>
    <message>
        <source>Leave out rows such as abc, 111 or qwert.</source>
        <translation>Lass Reihen wie abc, 111 oder qwert weg.</translation>
    </message>
</context>
<context>
    <name>TextField</name>
    <message>
        <source>Hide {label}</source>
        <translation>{label} verbergen</translation>
    </message>
    <message>
        <source>Show {label}</source>
        <translation>{label} anzeigen</translation>
    </message>
</context>
<context>
    <name>TextSample</name>
    <message>
        <source>This is how your messages will look</source>
        <translation>So werden deine Nachrichten aussehen</translation>
    </message>
    <message>
        <source>Easy to read 👌</source>
        <translation>Gut zu lesen 👌</translation>
    </message>
    <message>
        <source>Sample of the text size</source>
        <translation>Beispiel der Schriftgröße</translation>
    </message>
</context>
<context>
    <name>Time</name>
    <message>
        <source>Today</source>
        <translation>Heute</translation>
    </message>
    <message>
        <source>d MMM yyyy, HH:mm</source>
        <translation>d. MMM yyyy, HH:mm</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>Gestern</translation>
    </message>
    <message>
        <source>d MMM</source>
        <translation>d. MMM</translation>
    </message>
    <message>
        <source>d MMMM</source>
        <translation>d. MMMM</translation>
    </message>
    <message>
        <source>d MMM yyyy</source>
        <translation>d. MMM yyyy</translation>
    </message>
    <message>
        <source>d MMMM yyyy</source>
        <translation>d. MMMM yyyy</translation>
    </message>
</context>
<context>
    <name>Toast</name>
    <message>
        <source>Dismiss</source>
        <translation>Ausblenden</translation>
    </message>
</context>
<context>
    <name>Tray</name>
    <message>
        <source>Do not disturb</source>
        <translation>Nicht stören</translation>
    </message>
    <message>
        <source>Open SecureChat</source>
        <translation>SecureChat öffnen</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>SecureChat</source>
        <translation>SecureChat</translation>
    </message>
    <message>
        <source>SecureChat: 1 unread message</source>
        <translation>SecureChat: 1 ungelesene Nachricht</translation>
    </message>
    <message numerus="yes">
        <source>SecureChat: %n unread messages</source>
        <translation>
            <numerusform>SecureChat: %n ungelesene Nachricht</numerusform>
            <numerusform>SecureChat: %n ungelesene Nachrichten</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Trust</name>
    <message>
        <source>Verified</source>
        <translation>Verifiziert</translation>
    </message>
    <message>
        <source>Key changed</source>
        <translation>Schlüssel geändert</translation>
    </message>
    <message>
        <source>No longer verified</source>
        <translation>Nicht mehr verifiziert</translation>
    </message>
    <message>
        <source>Keys hidden</source>
        <translation>Schlüssel verborgen</translation>
    </message>
    <message>
        <source>Keys in doubt</source>
        <translation>Schlüssel fraglich</translation>
    </message>
    <message>
        <source>Not verified</source>
        <translation>Nicht verifiziert</translation>
    </message>
    <message>
        <source>Sending is stopped.</source>
        <translation>Das Senden ist gestoppt.</translation>
    </message>
    <message>
        <source>Sending is paused.</source>
        <translation>Das Senden ist angehalten.</translation>
    </message>
    <message>
        <source>You once compared numbers with {name}, so you could be sure who reads your messages. Now another key answers under this name.</source>
        <translation>Du hast mit {name} einmal Nummern verglichen und konntest so sicher sein, wer deine Nachrichten liest. Jetzt antwortet unter diesem Namen ein anderer Schlüssel.</translation>
    </message>
    <message>
        <source>Most often the reason is harmless: {name} has a new computer or set up SecureChat again. But it looks exactly the same when somebody else has taken the name.</source>
        <translation>Meist ist der Grund harmlos: {name} hat einen neuen Computer oder hat SecureChat neu eingerichtet. Es sieht aber genauso aus, wenn jemand anderes den Namen übernommen hat.</translation>
    </message>
    <message>
        <source>So nothing is sent until you know. Meet or call {name}, ask about it, and compare the numbers again. Do not ask by message.</source>
        <translation>Deshalb wird nichts gesendet, bis du es weißt. Triff {name} oder rufe an, frage danach und vergleicht die Nummern noch einmal. Frage nicht per Nachricht.</translation>
    </message>
    <message>
        <source>A message that {name} wrote speaks of newer keys. The server was asked for them and showed only the older ones.</source>
        <translation>Eine Nachricht von {name} nennt neuere Schlüssel. Der Server wurde danach gefragt und zeigte nur die älteren.</translation>
    </message>
    <message>
        <source>It may be a fault of the server that passes by itself. But hiding new keys is also how somebody would keep you writing to keys that were stolen from {name}.</source>
        <translation>Es kann ein Fehler des Servers sein, der von selbst vergeht. Aber so würde auch jemand vorgehen, der dich weiter an Schlüssel schreiben lassen will, die {name} gestohlen wurden.</translation>
    </message>
    <message>
        <source>So nothing is sent until the server shows them, or until you met or called {name} and compared the numbers again. Do not ask by message.</source>
        <translation>Deshalb wird nichts gesendet, bis der Server sie zeigt oder bis du {name} getroffen oder angerufen hast und ihr die Nummern noch einmal verglichen habt. Frage nicht per Nachricht.</translation>
    </message>
    <message>
        <source>Then somebody may stand between you and {name} and read along. Write nothing here that only {name} may know.</source>
        <translation>Dann steht vielleicht jemand zwischen dir und {name} und liest mit. Schreibe hier nichts, was nur {name} wissen darf.</translation>
    </message>
    <message>
        <source>First make sure that both of you look at the right chat: {name} must have yours open, on the computer that is in use now.</source>
        <translation>Stellt zuerst sicher, dass ihr beide den richtigen Chat vor euch habt: {name} muss deinen geöffnet haben, auf dem Computer, der jetzt in Gebrauch ist.</translation>
    </message>
    <message>
        <source>If the numbers still differ, talk to {name} in another way and tell whoever runs your server. The contact stays unverified.</source>
        <translation>Wenn die Nummern immer noch abweichen, sprich mit {name} auf anderem Weg und sage es der Person, die euren Server betreibt. Der Kontakt bleibt unverifiziert.</translation>
    </message>
</context>
<context>
    <name>TrustBadge</name>
    <message>
        <source>Verify</source>
        <translation>Verifizieren</translation>
    </message>
    <message>
        <source>Show the safety number</source>
        <translation>Sicherheitsnummer anzeigen</translation>
    </message>
</context>
<context>
    <name>TrustBanner</name>
    <message>
        <source>Accept new key</source>
        <translation>Neuen Schlüssel annehmen</translation>
    </message>
    <message>
        <source>Why?</source>
        <translation>Warum?</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>Verifizieren</translation>
    </message>
    <message>
        <source>Send anyway</source>
        <translation>Trotzdem senden</translation>
    </message>
    <message>
        <source>Verify again</source>
        <translation>Neu verifizieren</translation>
    </message>
    <message>
        <source>The server does not show {name}’s newest keys</source>
        <translation>Der Server zeigt die neuesten Schlüssel von {name} nicht</translation>
    </message>
    <message>
        <source>It may be a fault, or hide a change. Sending waits until you decide.</source>
        <translation>Es kann ein Fehler sein oder eine Änderung verbergen. Das Senden wartet, bis du entscheidest.</translation>
    </message>
    <message>
        <source>This may not be {name}: the key you verified has changed</source>
        <translation>Das ist vielleicht nicht {name}: Der verifizierte Schlüssel hat sich geändert</translation>
    </message>
    <message>
        <source>Meet or call {name} and verify again. Until then nothing is sent.</source>
        <translation>Triff {name} oder rufe an und verifiziere neu. Bis dahin wird nichts gesendet.</translation>
    </message>
    <message>
        <source>{name}’s security key has changed</source>
        <translation>Der Sicherheitsschlüssel von {name} hat sich geändert</translation>
    </message>
    <message>
        <source>Most likely {name} has a new computer. Sending waits until you decide.</source>
        <translation>Wahrscheinlich hat {name} einen neuen Computer. Das Senden wartet, bis du entscheidest.</translation>
    </message>
</context>
<context>
    <name>TrustCard</name>
    <message>
        <source>Compare numbers to be sure</source>
        <translation>Vergleicht die Nummern, um sicher zu sein</translation>
    </message>
    <message>
        <source>You compared the numbers</source>
        <translation>Ihr habt die Nummern verglichen</translation>
    </message>
    <message>
        <source>Look before you write</source>
        <translation>Sieh nach, bevor du schreibst</translation>
    </message>
    <message>
        <source>Verify again before you write</source>
        <translation>Verifiziere neu, bevor du schreibst</translation>
    </message>
    <message>
        <source>Verify this contact</source>
        <translation>Diesen Kontakt verifizieren</translation>
    </message>
</context>
<context>
    <name>VerifyDialog</name>
    <message>
        <source>Verify {name}</source>
        <translation>{name} verifizieren</translation>
    </message>
    <message>
        <source>Meet or call {name} and compare these numbers. If both of you see the same ones, you are writing to {name}, and nobody else can read along.</source>
        <translation>Triff {name} oder rufe an und vergleicht diese Nummern. Wenn ihr beide dieselben seht, schreibst du mit {name}, und niemand sonst kann mitlesen.</translation>
    </message>
    <message>
        <source>Your code</source>
        <translation>Dein Code</translation>
    </message>
    <message>
        <source>Not by message: whoever sits in between could change the numbers on the way.</source>
        <translation>Nicht per Nachricht: Wer dazwischen sitzt, könnte die Nummern unterwegs ändern.</translation>
    </message>
    <message>
        <source>Read aloud, row by row</source>
        <translation>Lest vor, Zeile für Zeile</translation>
    </message>
    <message>
        <source>{name} sees the same rows, in this order.</source>
        <translation>{name} sieht dieselben Zeilen in dieser Reihenfolge.</translation>
    </message>
    <message>
        <source>Or let {name} scan this</source>
        <translation>Oder lass {name} dies scannen</translation>
    </message>
    <message>
        <source>You have a picture of {name}’s code?</source>
        <translation>Du hast ein Bild vom Code von {name}?</translation>
    </message>
    <message>
        <source>Open picture…</source>
        <translation>Bild öffnen …</translation>
    </message>
    <message>
        <source>Read code from a picture</source>
        <translation>Code aus einem Bild lesen</translation>
    </message>
    <message>
        <source>Paste picture</source>
        <translation>Bild einfügen</translation>
    </message>
    <message>
        <source>Read code from the clipboard</source>
        <translation>Code aus der Zwischenablage lesen</translation>
    </message>
    <message>
        <source>They do not match</source>
        <translation>Sie stimmen nicht überein</translation>
    </message>
    <message>
        <source>Take the mark back</source>
        <translation>Markierung zurücknehmen</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>Nicht jetzt</translation>
    </message>
    <message>
        <source>Mark as verified</source>
        <translation>Als verifiziert markieren</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>This code does not fit. Either it is somebody else’s, an old one, or the numbers do not match.</source>
        <translation>Dieser Code passt nicht. Er gehört jemand anderem, ist alt, oder die Nummern stimmen nicht überein.</translation>
    </message>
    <message>
        <source>Open a picture of the code</source>
        <translation>Bild des Codes öffnen</translation>
    </message>
    <message>
        <source>Pictures (*.png *.jpg *.jpeg *.webp *.bmp *.gif)</source>
        <translation>Bilder (*.png *.jpg *.jpeg *.webp *.bmp *.gif)</translation>
    </message>
    <message>
        <source>There is no picture that can be opened.</source>
        <translation>Es gibt kein Bild, das geöffnet werden kann.</translation>
    </message>
    <message>
        <source>No code was found in this picture. It must be whole and sharp.</source>
        <translation>In diesem Bild wurde kein Code gefunden. Er muss ganz und scharf zu sehen sein.</translation>
    </message>
</context>
<context>
    <name>WelcomePage</name>
    <message>
        <source>Create an account</source>
        <translation>Konto erstellen</translation>
    </message>
    <message>
        <source>New here? It takes about a minute.</source>
        <translation>Neu hier? Es dauert etwa eine Minute.</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>Anmelden</translation>
    </message>
    <message>
        <source>I already have an account</source>
        <translation>Ich habe schon ein Konto</translation>
    </message>
    <message>
        <source>Sign in: chosen</source>
        <translation>Anmelden: ausgewählt</translation>
    </message>
    <message>
        <source>Welcome</source>
        <translation>Willkommen</translation>
    </message>
    <message>
        <source>How would you like to begin?</source>
        <translation>Wie möchtest du anfangen?</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Username</source>
        <translation>Benutzername</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Passwort</translation>
    </message>
    <message>
        <source>Signing in here signs your other computer out. Your old messages stay there and do not move with you. Your contacts will see that you have a new key.</source>
        <translation>Wenn du dich hier anmeldest, wird dein anderer Computer abgemeldet. Deine alten Nachrichten bleiben dort und ziehen nicht mit um. Deine Kontakte sehen, dass du einen neuen Schlüssel hast.</translation>
    </message>
    <message>
        <source>Type your password.</source>
        <translation>Gib dein Passwort ein.</translation>
    </message>
</context>
<context>
    <name>_CodeCard</name>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Save as file…</source>
        <translation>Als Datei speichern …</translation>
    </message>
    <message>
        <source>{number}: {group}</source>
        <translation>{number}: {group}</translation>
    </message>
    <message>
        <source>Recovery code</source>
        <translation>Wiederherstellungscode</translation>
    </message>
</context>
<context>
    <name>_Digits</name>
    <message>
        <source>Safety number</source>
        <translation>Sicherheitsnummer</translation>
    </message>
</context>
<context>
    <name>_OwnAvatar</name>
    <message>
        <source>Accounts</source>
        <translation>Konten</translation>
    </message>
    <message>
        <source>Signed in as {name}</source>
        <translation>Angemeldet als {name}</translation>
    </message>
    <message>
        <source>Other accounts</source>
        <translation>Andere Konten</translation>
    </message>
</context>
<context>
    <name>_PersonCard</name>
    <message>
        <source>Found {name}, {presence}</source>
        <translation>{name} gefunden, {presence}</translation>
    </message>
    <message>
        <source>Found {name}</source>
        <translation>{name} gefunden</translation>
    </message>
    <message>
        <source>Online now</source>
        <translation>Jetzt online</translation>
    </message>
</context>
</TS>
