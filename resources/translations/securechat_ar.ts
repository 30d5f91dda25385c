<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ar" sourcelanguage="en">
<context>
    <name>AboutPage</name>
    <message>
        <source>Test now</source>
        <translation>اختبر الآن</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>نسخ</translation>
    </message>
    <message>
        <source>Copy diagnostics</source>
        <translation>نسخ بيانات التشخيص</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>عرض</translation>
    </message>
    <message>
        <source>Show the licences of fonts and icons</source>
        <translation>عرض تراخيص الخطوط والأيقونات</translation>
    </message>
    <message>
        <source>SecureChat {version}</source>
        <translation>SecureChat {version}</translation>
    </message>
    <message>
        <source>Self-test</source>
        <translation>الاختبار الذاتي</translation>
    </message>
    <message>
        <source>Checks encryption, database, keyring and display on this computer.</source>
        <translation>يفحص التشفير وقاعدة البيانات وحلقة المفاتيح والعرض على هذا الحاسوب.</translation>
    </message>
    <message>
        <source>Diagnostics</source>
        <translation>التشخيص</translation>
    </message>
    <message>
        <source>Versions and your system, for whoever looks for a fault. No names, no keys.</source>
        <translation>الإصدارات ونظامك، لمن يبحث عن خلل. بلا أسماء ولا مفاتيح.</translation>
    </message>
    <message>
        <source>Made with</source>
        <translation>صُنع باستخدام</translation>
    </message>
    <message>
        <source>Licences</source>
        <translation>التراخيص</translation>
    </message>
    <message>
        <source>Fonts and icons</source>
        <translation>الخطوط والأيقونات</translation>
    </message>
    <message>
        <source>Inter, Noto Sans Arabic, and icons of Lucide and Feather.</source>
        <translation>خطّا Inter وNoto Sans Arabic وأيقونات Lucide وFeather.</translation>
    </message>
    <message>
        <source>Testing…</source>
        <translation>جارٍ الاختبار…</translation>
    </message>
    <message>
        <source>The self-test could not be started.</source>
        <translation>تعذّر بدء الاختبار الذاتي.</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>تم النسخ</translation>
    </message>
</context>
<context>
    <name>AccessFlow</name>
    <message>
        <source>Make it now</source>
        <translation>أنشئه الآن</translation>
    </message>
    <message>
        <source>You have no recovery code yet</source>
        <translation>ليس لديك رمز استرداد بعد</translation>
    </message>
    <message>
        <source>Without it, a forgotten password or a lost keyring is the end of your chats.</source>
        <translation>من دونه تضيع محادثاتك إذا نسيت كلمة المرور أو فُقدت حلقة المفاتيح.</translation>
    </message>
</context>
<context>
    <name>Account</name>
    <message>
        <source>This is not the password that counts now.</source>
        <translation>هذه ليست كلمة المرور الحالية.</translation>
    </message>
</context>
<context>
    <name>AccountMenu</name>
    <message>
        <source>Open the profile {name}</source>
        <translation>فتح الملف الشخصي {name}</translation>
    </message>
    <message>
        <source>Add another account…</source>
        <translation>إضافة حساب آخر…</translation>
    </message>
    <message>
        <source>Open the account {name} on {server}</source>
        <translation>فتح الحساب {name}، الخادم: {server}</translation>
    </message>
    <message>
        <source>Signed in here</source>
        <translation>مسجّل الدخول هنا</translation>
    </message>
</context>
<context>
    <name>AccountNoticeBar</name>
    <message>
        <source>Got it</source>
        <translation>فهمت</translation>
    </message>
    <message>
        <source>Your chats come from an older copy</source>
        <translation>محادثاتك من نسخة أقدم</translation>
    </message>
    <message>
        <source>What you wrote after that copy was made may be missing here, and people you blocked since may be unblocked. Please check whom you had blocked.</source>
        <translation>قد ينقص هنا ما كتبته بعد إنشاء تلك النسخة، وقد يكون من حظرتهم بعدها غير محظورين. يرجى مراجعة من كنت قد حظرتهم.</translation>
    </message>
    <message>
        <source>The clock of this computer differs from the server’s by more than a day</source>
        <translation>تختلف ساعة هذا الحاسوب عن ساعة الخادم بأكثر من يوم</translation>
    </message>
    <message>
        <source>Until they agree, no key is renewed. Please set the date and the time.</source>
        <translation>لا تُجدَّد المفاتيح حتى تتفق الساعتان. يرجى ضبط التاريخ والوقت.</translation>
    </message>
    <message>
        <source>Some messages to you could not be opened</source>
        <translation>تعذّر فتح بعض الرسائل المرسلة إليك</translation>
    </message>
    <message>
        <source>This computer’s keyring lost the keys for them. What is missing is asked for again by itself. So far that happened {count} times.</source>
        <translation>فقدت حلقة مفاتيح هذا الحاسوب المفاتيح اللازمة لها. يُطلب الناقص مرة أخرى تلقائيًا. عدد مرات حدوث ذلك حتى الآن: {count}.</translation>
    </message>
    <message>
        <source>The server went back to an older copy</source>
        <translation>عاد الخادم إلى نسخة أقدم</translation>
    </message>
    <message>
        <source>What it lost is sent again by itself. There is nothing you have to do.</source>
        <translation>يُرسل ما فقده مرة أخرى تلقائيًا. لا يلزمك فعل شيء.</translation>
    </message>
</context>
<context>
    <name>AccountPage</name>
    <message>
        <source>Keys</source>
        <translation>المفاتيح</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>كلمة المرور</translation>
    </message>
    <message>
        <source>You sign in with it. Whoever knows it can take your username away from you.</source>
        <translation>بها تسجّل الدخول. من يعرفها يستطيع أن يأخذ اسم المستخدم منك.</translation>
    </message>
    <message>
        <source>Password now</source>
        <translation>كلمة المرور الحالية</translation>
    </message>
    <message>
        <source>New password</source>
        <translation>كلمة المرور الجديدة</translation>
    </message>
    <message>
        <source>Change password</source>
        <translation>تغيير كلمة المرور</translation>
    </message>
    <message>
        <source>Delete account</source>
        <translation>حذف الحساب</translation>
    </message>
    <message>
        <source>Your username becomes free, messages on their way to you are lost, and your chats and keys are removed from this computer. What others have of you stays with them. Nobody can undo this.</source>
        <translation>يصبح اسم المستخدم متاحًا للجميع، وتضيع الرسائل التي في طريقها إليك، وتُزال محادثاتك ومفاتيحك من هذا الحاسوب. ما لدى الآخرين منك يبقى عندهم. لا يمكن لأحد التراجع عن ذلك.</translation>
    </message>
    <message>
        <source>Your password, to delete</source>
        <translation>كلمة مرورك، للحذف</translation>
    </message>
    <message>
        <source>Delete account…</source>
        <translation>حذف الحساب…</translation>
    </message>
    <message>
        <source>Delete everything now</source>
        <translation>حذف كل شيء الآن</translation>
    </message>
    <message>
        <source>The new password counts from now on.</source>
        <translation>تسري كلمة المرور الجديدة من الآن.</translation>
    </message>
    <message>
        <source>Type the password that counts now.</source>
        <translation>اكتب كلمة المرور الحالية.</translation>
    </message>
    <message>
        <source>Type your password first.</source>
        <translation>اكتب كلمة مرورك أولًا.</translation>
    </message>
</context>
<context>
    <name>Actions</name>
    <message>
        <source>Chat {number} in the list</source>
        <translation>المحادثة {number} في القائمة</translation>
    </message>
    <message>
        <source>Go to a chat, a person or a command</source>
        <translation>الانتقال إلى محادثة أو شخص أو أمر</translation>
    </message>
    <message>
        <source>New chat</source>
        <translation>محادثة جديدة</translation>
    </message>
    <message>
        <source>Search all chats</source>
        <translation>البحث في كل المحادثات</translation>
    </message>
    <message>
        <source>Message requests</source>
        <translation>طلبات المراسلة</translation>
    </message>
    <message>
        <source>Next chat</source>
        <translation>المحادثة التالية</translation>
    </message>
    <message>
        <source>Previous chat</source>
        <translation>المحادثة السابقة</translation>
    </message>
    <message>
        <source>Next unread chat</source>
        <translation>المحادثة غير المقروءة التالية</translation>
    </message>
    <message>
        <source>Previous unread chat</source>
        <translation>المحادثة غير المقروءة السابقة</translation>
    </message>
    <message>
        <source>Search in this chat</source>
        <translation>البحث في هذه المحادثة</translation>
    </message>
    <message>
        <source>Go to the newest message</source>
        <translation>الانتقال إلى أحدث رسالة</translation>
    </message>
    <message>
        <source>Show or hide the details</source>
        <translation>إظهار التفاصيل أو إخفاؤها</translation>
    </message>
    <message>
        <source>Close, go back to writing, mark as read</source>
        <translation>إغلاق، العودة إلى الكتابة، تعليم كمقروء</translation>
    </message>
    <message>
        <source>Turn do not disturb on or off</source>
        <translation>تشغيل عدم الإزعاج أو إيقافه</translation>
    </message>
    <message>
        <source>Normal size of text</source>
        <translation>حجم النص العادي</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>الإعدادات</translation>
    </message>
    <message>
        <source>Larger text</source>
        <translation>نص أكبر</translation>
    </message>
    <message>
        <source>Smaller text</source>
        <translation>نص أصغر</translation>
    </message>
    <message>
        <source>Next part of the window</source>
        <translation>الجزء التالي من النافذة</translation>
    </message>
    <message>
        <source>Previous part of the window</source>
        <translation>الجزء السابق من النافذة</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>اختصارات لوحة المفاتيح</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>قفل</translation>
    </message>
    <message>
        <source>Close the window</source>
        <translation>إغلاق النافذة</translation>
    </message>
    <message>
        <source>Quit SecureChat</source>
        <translation>إنهاء SecureChat</translation>
    </message>
</context>
<context>
    <name>AppearancePage</name>
    <message>
        <source>System</source>
        <translation>النظام</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>فاتح</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>داكن</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>حجم النص</translation>
    </message>
    <message>
        <source>As the desktop</source>
        <translation>كسطح المكتب</translation>
    </message>
    <message>
        <source>Enter sends the message</source>
        <translation>مفتاح Enter يرسل الرسالة</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>السمة</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>النص</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>الحجم</translation>
    </message>
    <message>
        <source>Behaviour</source>
        <translation>السلوك</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>اللغة</translation>
    </message>
    <message>
        <source>Another language counts from the next start.</source>
        <translation>تسري اللغة الأخرى من التشغيل التالي.</translation>
    </message>
    <message>
        <source>Otherwise Enter starts a new line and Ctrl+Enter sends.</source>
        <translation>وإلا يبدأ Enter سطرًا جديدًا ويُرسل Ctrl+Enter.</translation>
    </message>
    <message>
        <source>{percent} %</source>
        <translation>{percent}٪</translation>
    </message>
</context>
<context>
    <name>Background</name>
    <message>
        <source>Open</source>
        <translation>فتح</translation>
    </message>
</context>
<context>
    <name>BlockDialog</name>
    <message>
        <source>Block {name}?</source>
        <translation>حظر {name}؟</translation>
    </message>
    <message>
        <source>Nothing that {name} writes reaches you any more. {name} is not told. Your chat stays here, and you can unblock at any time.</source>
        <translation>لن يصلك شيء مما يكتبه {name}. ولن يُبلَّغ {name} بذلك. تبقى محادثتك هنا، ويمكنك رفع الحظر في أي وقت.</translation>
    </message>
    <message>
        <source>Only my contacts see when I am online</source>
        <translation>جهات اتصالي فقط ترى متى أكون متصلًا</translation>
    </message>
    <message>
        <source>Block {name}</source>
        <translation>حظر {name}</translation>
    </message>
    <message>
        <source>Everybody who knows your username can see when you are online. That includes {name}, blocked or not, unless you turn this on.</source>
        <translation>كل من يعرف اسم المستخدم الخاص بك يستطيع أن يرى متى تكون متصلًا. ويشمل ذلك {name}، محظورًا كان أم لا، ما لم تشغّل هذا الخيار.</translation>
    </message>
</context>
<context>
    <name>CannotOpenView</name>
    <message>
        <source>Try again</source>
        <translation>إعادة المحاولة</translation>
    </message>
    <message>
        <source>For example after you unlocked the keyring</source>
        <translation>مثلًا بعد أن تفتح قفل حلقة المفاتيح</translation>
    </message>
    <message>
        <source>Use the recovery code</source>
        <translation>استخدام رمز الاسترداد</translation>
    </message>
    <message>
        <source>The six groups that you wrote down or saved</source>
        <translation>المجموعات الست التي كتبتها أو حفظتها</translation>
    </message>
    <message>
        <source>Quit SecureChat</source>
        <translation>إنهاء SecureChat</translation>
    </message>
    <message>
        <source>Your chats could not be opened</source>
        <translation>تعذّر فتح محادثاتك</translation>
    </message>
    <message>
        <source>d MMMM, HH:mm</source>
        <translation>d MMMM، HH:mm</translation>
    </message>
</context>
<context>
    <name>CatchUpBar</name>
    <message>
        <source>Catching up</source>
        <translation>جارٍ الجلب</translation>
    </message>
    <message numerus="yes">
        <source>%Ln messages, up to {time}</source>
        <translation>
            <numerusform>لا رسائل، حتى {time}</numerusform>
            <numerusform>رسالة واحدة، حتى {time}</numerusform>
            <numerusform>رسالتان، حتى {time}</numerusform>
            <numerusform>%Ln رسائل، حتى {time}</numerusform>
            <numerusform>%Ln رسالة، حتى {time}</numerusform>
            <numerusform>%Ln رسالة، حتى {time}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Catching up, %Ln messages, up to {time}</source>
        <translation>
            <numerusform>جارٍ جلب الرسائل، لا رسائل، حتى {time}</numerusform>
            <numerusform>جارٍ جلب الرسائل، رسالة واحدة، حتى {time}</numerusform>
            <numerusform>جارٍ جلب الرسائل، رسالتان، حتى {time}</numerusform>
            <numerusform>جارٍ جلب الرسائل، %Ln رسائل، حتى {time}</numerusform>
            <numerusform>جارٍ جلب الرسائل، %Ln رسالة، حتى {time}</numerusform>
            <numerusform>جارٍ جلب الرسائل، %Ln رسالة، حتى {time}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ChatSearchBar</name>
    <message>
        <source>Search in this chat</source>
        <translation>البحث في هذه المحادثة</translation>
    </message>
    <message>
        <source>Older hit</source>
        <translation>النتيجة الأقدم</translation>
    </message>
    <message>
        <source>Newer hit</source>
        <translation>النتيجة الأحدث</translation>
    </message>
    <message>
        <source>Go to a day</source>
        <translation>الانتقال إلى يوم</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>تم</translation>
    </message>
    <message>
        <source>Not found</source>
        <translation>لا نتائج</translation>
    </message>
    <message>
        <source>Not found yet</source>
        <translation>لا نتائج بعد</translation>
    </message>
    <message>
        <source>{at} of {count}+</source>
        <translation>{at} من {count}+</translation>
    </message>
    <message>
        <source>{at} of {count}</source>
        <translation>{at} من {count}</translation>
    </message>
    <message>
        <source>{at} of {count} so far</source>
        <translation>{at} من {count} حتى الآن</translation>
    </message>
    <message>
        <source>Older messages are still being made ready for search.</source>
        <translation>ما زالت الرسائل الأقدم تُجهَّز للبحث.</translation>
    </message>
</context>
<context>
    <name>CodeField</name>
    <message>
        <source>Registration code</source>
        <translation>رمز التسجيل</translation>
    </message>
    <message>
        <source>You get it from whoever runs the server.</source>
        <translation>تحصل عليه ممن يدير الخادم.</translation>
    </message>
</context>
<context>
    <name>Composer</name>
    <message>
        <source>Message</source>
        <translation>رسالة</translation>
    </message>
    <message>
        <source>Pick emoji</source>
        <translation>اختيار رمز تعبيري</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>إرسال</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Enter</translation>
    </message>
    <message>
        <source>Message {name}</source>
        <translation>رسالة إلى {name}</translation>
    </message>
    <message>
        <source>{over} bytes too long, shorten it to send</source>
        <translation>أطول من المسموح بمقدار {over} بايت، اختصر النص لإرساله</translation>
    </message>
    <message>
        <source>{size} of {limit} bytes</source>
        <translation>{size} من {limit} بايت</translation>
    </message>
</context>
<context>
    <name>ConnectionBar</name>
    <message>
        <source>Newer messages are on their way</source>
        <translation>رسائل أحدث في الطريق</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>جارٍ الاتصال…</translation>
    </message>
</context>
<context>
    <name>Contact</name>
    <message>
        <source>New contact</source>
        <translation>جهة اتصال جديدة</translation>
    </message>
    <message>
        <source>online</source>
        <translation>متصل</translation>
    </message>
    <message>
        <source>last seen recently</source>
        <translation>شوهد مؤخرًا</translation>
    </message>
</context>
<context>
    <name>ContactMenu</name>
    <message>
        <source>Safety number…</source>
        <translation>رقم الأمان…</translation>
    </message>
    <message>
        <source>Unblock</source>
        <translation>رفع الحظر</translation>
    </message>
    <message>
        <source>Block</source>
        <translation>حظر</translation>
    </message>
</context>
<context>
    <name>ConversationDelegate</name>
    <message>
        <source>typing…</source>
        <translation>يكتب…</translation>
    </message>
    <message>
        <source>Blocked</source>
        <translation>محظور</translation>
    </message>
    <message>
        <source>A message was not sent</source>
        <translation>رسالة لم تُرسل</translation>
    </message>
    <message>
        <source>Draft:</source>
        <translation>مسودة:</translation>
    </message>
    <message>
        <source>No messages yet</source>
        <translation>لا رسائل بعد</translation>
    </message>
    <message>
        <source>You:</source>
        <translation>أنت:</translation>
    </message>
</context>
<context>
    <name>ConversationFoot</name>
    <message>
        <source>Unblock</source>
        <translation>رفع الحظر</translation>
    </message>
    <message>
        <source>You blocked {name}. You get nothing from them.</source>
        <translation>لقد حظرت {name}. لن يصلك منه شيء.</translation>
    </message>
    <message>
        <source>Waiting for {name} to accept</source>
        <translation>في انتظار قبول {name}</translation>
    </message>
    <message>
        <source>Three messages wait for {name} to accept. You can send more after that; until then your text stays here.</source>
        <translation>ثلاث رسائل تنتظر قبول {name}. يمكنك إرسال المزيد بعد ذلك؛ وحتى ذلك الحين يبقى نصك هنا.</translation>
    </message>
</context>
<context>
    <name>ConversationHeader</name>
    <message>
        <source>Back</source>
        <translation>رجوع</translation>
    </message>
    <message>
        <source>Search in this chat</source>
        <translation>البحث في هذه المحادثة</translation>
    </message>
    <message>
        <source>More</source>
        <translation>المزيد</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>التفاصيل</translation>
    </message>
    <message>
        <source>Conversation with {name}</source>
        <translation>المحادثة مع {name}</translation>
    </message>
    <message>
        <source>Close details</source>
        <translation>إغلاق التفاصيل</translation>
    </message>
    <message>
        <source>typing…</source>
        <translation>يكتب…</translation>
    </message>
    <message>
        <source>Presence: {words}</source>
        <translation>الحالة: {words}</translation>
    </message>
</context>
<context>
    <name>ConversationListModel</name>
    <message>
        <source>muted</source>
        <translation>مكتومة</translation>
    </message>
    <message numerus="yes">
        <source>%n unread</source>
        <translation>
            <numerusform>لا شيء غير مقروء</numerusform>
            <numerusform>رسالة واحدة غير مقروءة</numerusform>
            <numerusform>رسالتان غير مقروءتين</numerusform>
            <numerusform>%n رسائل غير مقروءة</numerusform>
            <numerusform>%n رسالة غير مقروءة</numerusform>
            <numerusform>%n رسالة غير مقروءة</numerusform>
        </translation>
    </message>
    <message>
        <source>no messages yet</source>
        <translation>لا رسائل بعد</translation>
    </message>
    <message>
        <source>last message {time}: {text}</source>
        <translation>آخر رسالة {time}: {text}</translation>
    </message>
    <message>
        <source>not sent yet: {text}</source>
        <translation>لم يُرسل بعد: {text}</translation>
    </message>
    <message>
        <source>typing</source>
        <translation>يكتب</translation>
    </message>
</context>
<context>
    <name>ConversationListView</name>
    <message>
        <source>Chats</source>
        <translation>المحادثات</translation>
    </message>
    <message>
        <source>New chat</source>
        <translation>محادثة جديدة</translation>
    </message>
</context>
<context>
    <name>CountedText</name>
    <message>
        <source>1 message missing</source>
        <translation>رسالة واحدة ناقصة</translation>
    </message>
    <message numerus="yes">
        <source>%n messages missing</source>
        <translation>
            <numerusform>لا رسائل ناقصة</numerusform>
            <numerusform>رسالة واحدة ناقصة</numerusform>
            <numerusform>رسالتان ناقصتان</numerusform>
            <numerusform>%n رسائل ناقصة</numerusform>
            <numerusform>%n رسالة ناقصة</numerusform>
            <numerusform>%n رسالة ناقصة</numerusform>
        </translation>
    </message>
    <message>
        <source>1 message waits here.</source>
        <translation>رسالة واحدة تنتظر هنا.</translation>
    </message>
    <message numerus="yes">
        <source>%n messages wait here.</source>
        <translation>
            <numerusform>لا رسائل تنتظر هنا.</numerusform>
            <numerusform>رسالة واحدة تنتظر هنا.</numerusform>
            <numerusform>رسالتان تنتظران هنا.</numerusform>
            <numerusform>%n رسائل تنتظر هنا.</numerusform>
            <numerusform>%n رسالة تنتظر هنا.</numerusform>
            <numerusform>%n رسالة تنتظر هنا.</numerusform>
        </translation>
    </message>
    <message>
        <source>Try again in a minute.</source>
        <translation>حاول مرة أخرى بعد دقيقة.</translation>
    </message>
    <message numerus="yes">
        <source>Try again in %n minutes.</source>
        <translation>
            <numerusform>حاول مرة أخرى الآن.</numerusform>
            <numerusform>حاول مرة أخرى بعد دقيقة.</numerusform>
            <numerusform>حاول مرة أخرى بعد دقيقتين.</numerusform>
            <numerusform>حاول مرة أخرى بعد %n دقائق.</numerusform>
            <numerusform>حاول مرة أخرى بعد %n دقيقة.</numerusform>
            <numerusform>حاول مرة أخرى بعد %n دقيقة.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Try again in %n hours.</source>
        <translation>
            <numerusform>حاول مرة أخرى الآن.</numerusform>
            <numerusform>حاول مرة أخرى بعد ساعة.</numerusform>
            <numerusform>حاول مرة أخرى بعد ساعتين.</numerusform>
            <numerusform>حاول مرة أخرى بعد %n ساعات.</numerusform>
            <numerusform>حاول مرة أخرى بعد %n ساعة.</numerusform>
            <numerusform>حاول مرة أخرى بعد %n ساعة.</numerusform>
        </translation>
    </message>
    <message>
        <source>The code is not complete: 1 character is missing.</source>
        <translation>الرمز غير مكتمل: ينقصه حرف واحد.</translation>
    </message>
    <message numerus="yes">
        <source>The code is not complete: %n characters are missing.</source>
        <translation>
            <numerusform>الرمز غير مكتمل.</numerusform>
            <numerusform>الرمز غير مكتمل: ينقصه حرف واحد.</numerusform>
            <numerusform>الرمز غير مكتمل: ينقصه حرفان.</numerusform>
            <numerusform>الرمز غير مكتمل: تنقصه %n أحرف.</numerusform>
            <numerusform>الرمز غير مكتمل: ينقصه %n حرفًا.</numerusform>
            <numerusform>الرمز غير مكتمل: ينقصه %n حرف.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DamagedHistoryBar</name>
    <message>
        <source>What can be done?</source>
        <translation>ما الذي يمكن فعله؟</translation>
    </message>
    <message>
        <source>A part of your history cannot be read</source>
        <translation>تعذّرت قراءة جزء من سجلّك</translation>
    </message>
    <message>
        <source>The file on this computer is damaged there. Nothing of it was deleted.</source>
        <translation>الملف على هذا الحاسوب تالف في ذلك الموضع. لم يُحذف منه شيء.</translation>
    </message>
</context>
<context>
    <name>DayPicker</name>
    <message>
        <source>Month before</source>
        <translation>الشهر السابق</translation>
    </message>
    <message>
        <source>Month after</source>
        <translation>الشهر التالي</translation>
    </message>
</context>
<context>
    <name>DeleteChatDialog</name>
    <message>
        <source>Delete this chat?</source>
        <translation>حذف هذه المحادثة؟</translation>
    </message>
    <message>
        <source>Every message with {name} is removed from this computer, and nobody can bring them back. {name} keeps theirs and stays your contact. What still waits to be sent stays until it is sent.</source>
        <translation>تُزال كل رسالة مع {name} من هذا الحاسوب، ولا يستطيع أحد إعادتها. يحتفظ {name} بنسخته ويبقى من جهات اتصالك. وما ينتظر الإرسال يبقى حتى يُرسل.</translation>
    </message>
    <message>
        <source>Delete chat</source>
        <translation>حذف المحادثة</translation>
    </message>
</context>
<context>
    <name>DeleteMessagesDialog</name>
    <message>
        <source>Delete this message?</source>
        <translation>حذف هذه الرسالة؟</translation>
    </message>
    <message numerus="yes">
        <source>Delete %n messages?</source>
        <translation>
            <numerusform>عدم حذف أي رسالة؟</numerusform>
            <numerusform>حذف رسالة واحدة؟</numerusform>
            <numerusform>حذف رسالتين؟</numerusform>
            <numerusform>حذف %n رسائل؟</numerusform>
            <numerusform>حذف %n رسالة؟</numerusform>
            <numerusform>حذف %n رسالة؟</numerusform>
        </translation>
    </message>
    <message>
        <source>It disappears from this computer for good. {name} keeps what was delivered.</source>
        <translation>تختفي نهائيًا من هذا الحاسوب. ويحتفظ {name} بما سُلّم إليه.</translation>
    </message>
    <message>
        <source>They disappear from this computer for good. {name} keeps what was delivered.</source>
        <translation>تختفي نهائيًا من هذا الحاسوب. ويحتفظ {name} بما سُلّم إليه.</translation>
    </message>
    <message>
        <source>Delete here</source>
        <translation>حذف من هنا</translation>
    </message>
</context>
<context>
    <name>DetailsView</name>
    <message>
        <source>Your name for them</source>
        <translation>الاسم الذي تعطيه له</translation>
    </message>
    <message>
        <source>Only you see it. Leave it empty to use the username.</source>
        <translation>أنت وحدك تراه. اتركه فارغًا لاستخدام اسم المستخدم.</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>حفظ</translation>
    </message>
    <message>
        <source>Search in this chat</source>
        <translation>البحث في هذه المحادثة</translation>
    </message>
    <message>
        <source>Delete chat…</source>
        <translation>حذف المحادثة…</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>التفاصيل</translation>
    </message>
    <message>
        <source>Close details</source>
        <translation>إغلاق التفاصيل</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>إلغاء</translation>
    </message>
    <message>
        <source>Details of {name}</source>
        <translation>تفاصيل {name}</translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>الإشعارات</translation>
    </message>
    <message>
        <source>On</source>
        <translation>مفعّل</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>متوقف</translation>
    </message>
    <message>
        <source>None</source>
        <translation>لا يوجد</translation>
    </message>
    <message>
        <source>Unblock {name}</source>
        <translation>رفع الحظر عن {name}</translation>
    </message>
    <message>
        <source>Block {name}</source>
        <translation>حظر {name}</translation>
    </message>
</context>
<context>
    <name>EmojiCompletion</name>
    <message>
        <source>Suggested emoji</source>
        <translation>رموز تعبيرية مقترحة</translation>
    </message>
</context>
<context>
    <name>EmojiPicker</name>
    <message>
        <source>Used often</source>
        <translation>كثيرة الاستخدام</translation>
    </message>
    <message>
        <source>Smileys and people</source>
        <translation>الوجوه والأشخاص</translation>
    </message>
    <message>
        <source>Animals and nature</source>
        <translation>الحيوانات والطبيعة</translation>
    </message>
    <message>
        <source>Food and drink</source>
        <translation>الطعام والشراب</translation>
    </message>
    <message>
        <source>Travel and places</source>
        <translation>السفر والأماكن</translation>
    </message>
    <message>
        <source>Activities</source>
        <translation>الأنشطة</translation>
    </message>
    <message>
        <source>Objects</source>
        <translation>الأشياء</translation>
    </message>
    <message>
        <source>Symbols</source>
        <translation>الرموز</translation>
    </message>
    <message>
        <source>Flags</source>
        <translation>الأعلام</translation>
    </message>
    <message>
        <source>Search emoji</source>
        <translation>البحث عن رمز تعبيري</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>النتائج</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>لم يُعثر على شيء</translation>
    </message>
</context>
<context>
    <name>Errors</name>
    <message>
        <source>The lock is off.</source>
        <translation>القفل متوقف.</translation>
    </message>
    <message>
        <source>You can turn it on in the settings.</source>
        <translation>يمكنك تشغيله من الإعدادات.</translation>
    </message>
    <message>
        <source>Something went wrong in SecureChat.</source>
        <translation>حدث خطأ في SecureChat.</translation>
    </message>
    <message>
        <source>Nothing of yours was lost. Please try again.</source>
        <translation>لم يُفقد شيء يخصّك. يرجى المحاولة مرة أخرى.</translation>
    </message>
    <message>
        <source>This address belongs to another server than your account.</source>
        <translation>هذا العنوان لخادم غير خادم حسابك.</translation>
    </message>
    <message>
        <source>Check the server’s address.</source>
        <translation>تحقّق من عنوان الخادم.</translation>
    </message>
    <message>
        <source>This SecureChat is too old for the server.</source>
        <translation>هذا الإصدار من SecureChat أقدم من أن يعمل مع الخادم.</translation>
    </message>
    <message>
        <source>Update SecureChat, then try again.</source>
        <translation>حدّث SecureChat ثم حاول مرة أخرى.</translation>
    </message>
    <message>
        <source>The server is too old for this SecureChat.</source>
        <translation>الخادم أقدم من أن يعمل مع هذا الإصدار من SecureChat.</translation>
    </message>
    <message>
        <source>Ask whoever runs the server to update it.</source>
        <translation>اطلب ممن يدير الخادم أن يحدّثه.</translation>
    </message>
    <message>
        <source>Another server answers at this address.</source>
        <translation>خادم آخر يجيب على هذا العنوان.</translation>
    </message>
    <message>
        <source>It is not the one that your invite was for, so nothing was sent to it. If the server was set up anew, ask for a new invite and paste it in the settings, under Network.</source>
        <translation>ليس هو الخادم الذي كانت دعوتك له، لذلك لم يُرسل إليه شيء. إذا أُعيد إعداد الخادم، فاطلب دعوة جديدة والصقها في الإعدادات، تحت «الشبكة».</translation>
    </message>
    <message>
        <source>This server cannot prove who it is.</source>
        <translation>لا يستطيع هذا الخادم إثبات هويته.</translation>
    </message>
    <message>
        <source>Nothing was sent to it. Check the address. If somebody runs the server for you, paste an invite from there instead: SecureChat then recognises it.</source>
        <translation>لم يُرسل إليه شيء. تحقّق من العنوان. وإذا كان شخص ما يدير الخادم لك، فالصق دعوة منه بدلًا من ذلك: عندها يتعرّف SecureChat عليه.</translation>
    </message>
    <message>
        <source>Somebody else has your username at this server now.</source>
        <translation>شخص آخر لديه الآن اسم المستخدم الخاص بك على هذا الخادم.</translation>
    </message>
    <message>
        <source>Ask whoever runs the server. Your chats stay on this computer.</source>
        <translation>اسأل من يدير الخادم. تبقى محادثاتك على هذا الحاسوب.</translation>
    </message>
    <message>
        <source>This message is too long.</source>
        <translation>هذه الرسالة طويلة جدًا.</translation>
    </message>
    <message>
        <source>It has {size} bytes, {limit} are allowed. Shorten it or send it in parts.</source>
        <translation>حجمها {size} بايت، والمسموح {limit}. اختصرها أو أرسلها على أجزاء.</translation>
    </message>
    <message>
        <source>You asked a short while ago.</source>
        <translation>لقد سألت قبل وقت قصير.</translation>
    </message>
    <message>
        <source>This is not the right password.</source>
        <translation>كلمة المرور هذه غير صحيحة.</translation>
    </message>
    <message>
        <source>This code does not open these chats.</source>
        <translation>هذا الرمز لا يفتح هذه المحادثات.</translation>
    </message>
    <message>
        <source>A newer code may have taken its place.</source>
        <translation>ربما حلّ رمز أحدث محلّه.</translation>
    </message>
    <message>
        <source>Group {number} is not right.</source>
        <translation>المجموعة {number} غير صحيحة.</translation>
    </message>
    <message>
        <source>The groups {first} and {second} are not right.</source>
        <translation>المجموعتان {first} و{second} غير صحيحتين.</translation>
    </message>
    <message>
        <source>The code is too long.</source>
        <translation>الرمز طويل جدًا.</translation>
    </message>
    <message>
        <source>This is not a recovery code.</source>
        <translation>هذا ليس رمز استرداد.</translation>
    </message>
    <message>
        <source>It has six groups of five. Compare it with what you wrote down.</source>
        <translation>يتكوّن من ست مجموعات، في كل منها خمسة أحرف. قارنه بما كتبته.</translation>
    </message>
    <message>
        <source>This is not a username.</source>
        <translation>هذا ليس اسم مستخدم.</translation>
    </message>
    <message>
        <source>Usernames have 3 to 32 small letters, digits, dots, dashes or underscores, and begin with a letter or digit.</source>
        <translation>يتكوّن اسم المستخدم من 3 إلى 32 من الحروف اللاتينية الصغيرة والأرقام والنقاط والشرطات والشرطات السفلية، ويبدأ بحرف أو رقم.</translation>
    </message>
    <message>
        <source>This is not a server’s address.</source>
        <translation>هذا ليس عنوان خادم.</translation>
    </message>
    <message>
        <source>It looks like chat.example or wss://chat.example.</source>
        <translation>يكون على هيئة chat.example أو wss://chat.example.</translation>
    </message>
    <message>
        <source>This is not a SecureChat code.</source>
        <translation>هذا ليس رمز SecureChat.</translation>
    </message>
    <message>
        <source>Use a picture of the code that stands under “Verify” on the other computer.</source>
        <translation>استخدم صورة للرمز الموجود تحت «التحقق» على الحاسوب الآخر.</translation>
    </message>
    <message>
        <source>This is not a registration code.</source>
        <translation>هذا ليس رمز تسجيل.</translation>
    </message>
    <message>
        <source>It has seven groups of four. Compare it with what you got.</source>
        <translation>يتكوّن من سبع مجموعات في كل منها أربعة أحرف. قارنه بما وصلك.</translation>
    </message>
    <message>
        <source>This is not an invite.</source>
        <translation>هذه ليست دعوة.</translation>
    </message>
    <message>
        <source>An invite begins with “securechat:”. Copy the whole of it, then try again.</source>
        <translation>تبدأ الدعوة بـ «securechat:». انسخها كاملة ثم حاول مرة أخرى.</translation>
    </message>
    <message>
        <source>Something is not written in the form that it must have.</source>
        <translation>شيء ما ليس مكتوبًا بالصيغة المطلوبة.</translation>
    </message>
    <message>
        <source>Something could not be opened.</source>
        <translation>تعذّر فتح شيء ما.</translation>
    </message>
    <message>
        <source>It was changed on its way, or is meant for other keys.</source>
        <translation>تغيّر في الطريق، أو أنه موجّه إلى مفاتيح أخرى.</translation>
    </message>
    <message>
        <source>This is not the right passphrase.</source>
        <translation>عبارة المرور هذه غير صحيحة.</translation>
    </message>
    <message>
        <source>This was made by a newer SecureChat.</source>
        <translation>أُنشئ هذا بإصدار أحدث من SecureChat.</translation>
    </message>
    <message>
        <source>Update SecureChat to open it.</source>
        <translation>حدّث SecureChat لفتحه.</translation>
    </message>
    <message>
        <source>This computer’s source of random numbers does not work.</source>
        <translation>مصدر الأرقام العشوائية في هذا الحاسوب لا يعمل.</translation>
    </message>
    <message>
        <source>Nothing can be encrypted safely, so nothing is sent. Restart the computer.</source>
        <translation>لا يمكن تشفير شيء بأمان، لذلك لا يُرسل شيء. أعد تشغيل الحاسوب.</translation>
    </message>
    <message>
        <source>A part of SecureChat does not work as it must.</source>
        <translation>جزء من SecureChat لا يعمل كما يجب.</translation>
    </message>
    <message>
        <source>Install SecureChat again. Your chats stay.</source>
        <translation>ثبّت SecureChat من جديد. تبقى محادثاتك.</translation>
    </message>
    <message>
        <source>Something could not be encrypted or opened.</source>
        <translation>تعذّر تشفير شيء أو فتحه.</translation>
    </message>
    <message>
        <source>The server cannot be reached.</source>
        <translation>تعذّر الوصول إلى الخادم.</translation>
    </message>
    <message>
        <source>Check your connection and the server’s address, then try again.</source>
        <translation>تحقّق من اتصالك ومن عنوان الخادم ثم حاول مرة أخرى.</translation>
    </message>
    <message>
        <source>The connection ended before the server answered.</source>
        <translation>انقطع الاتصال قبل أن يجيب الخادم.</translation>
    </message>
    <message>
        <source>Nothing was lost. Please try again.</source>
        <translation>لم يُفقد شيء. يرجى المحاولة مرة أخرى.</translation>
    </message>
    <message>
        <source>The server did not answer in time.</source>
        <translation>لم يُجب الخادم في الوقت المحدد.</translation>
    </message>
    <message>
        <source>Please try again.</source>
        <translation>يرجى المحاولة مرة أخرى.</translation>
    </message>
    <message>
        <source>The server on this computer could not be started.</source>
        <translation>تعذّر تشغيل الخادم على هذا الحاسوب.</translation>
    </message>
    <message>
        <source>Install SecureChat again, or use another server.</source>
        <translation>ثبّت SecureChat من جديد أو استخدم خادمًا آخر.</translation>
    </message>
    <message>
        <source>This address would send your traffic unprotected.</source>
        <translation>هذا العنوان يرسل بياناتك دون حماية.</translation>
    </message>
    <message>
        <source>Only a server on this computer may be reached without wss://.</source>
        <translation>لا يجوز الوصول دون wss:// إلا إلى خادم على هذا الحاسوب.</translation>
    </message>
    <message>
        <source>The key does not fit your history, or the file is damaged.</source>
        <translation>المفتاح لا يناسب سجلّك، أو أن الملف تالف.</translation>
    </message>
    <message>
        <source>Nothing has been deleted, and nothing will be.</source>
        <translation>لم يُحذف شيء ولن يُحذف شيء.</translation>
    </message>
    <message>
        <source>Your chats were last opened by a newer SecureChat.</source>
        <translation>فُتحت محادثاتك آخر مرة بإصدار أحدث من SecureChat.</translation>
    </message>
    <message>
        <source>Update SecureChat on this computer. Nothing has been changed.</source>
        <translation>حدّث SecureChat على هذا الحاسوب. لم يتغيّر شيء.</translation>
    </message>
    <message>
        <source>This computer’s disk is full.</source>
        <translation>قرص هذا الحاسوب ممتلئ.</translation>
    </message>
    <message>
        <source>Make some room, then try again. Nothing was lost.</source>
        <translation>أفسح بعض المساحة ثم حاول مرة أخرى. لم يُفقد شيء.</translation>
    </message>
    <message>
        <source>SecureChat is already open with this profile.</source>
        <translation>SecureChat مفتوح بالفعل بهذا الملف الشخصي.</translation>
    </message>
    <message>
        <source>Use its other window, or close it first.</source>
        <translation>استخدم نافذته الأخرى أو أغلقها أولًا.</translation>
    </message>
    <message>
        <source>Your chats could not be read or saved.</source>
        <translation>تعذّرت قراءة محادثاتك أو حفظها.</translation>
    </message>
    <message>
        <source>Nothing has been deleted.</source>
        <translation>لم يُحذف شيء.</translation>
    </message>
    <message>
        <source>This computer has no keyring that SecureChat can use.</source>
        <translation>ليس في هذا الحاسوب حلقة مفاتيح يستطيع SecureChat استخدامها.</translation>
    </message>
    <message>
        <source>Your keys need a safe place. A passphrase that you type at each start can keep them.</source>
        <translation>تحتاج مفاتيحك إلى مكان آمن. يمكن أن تحميها عبارة مرور تكتبها عند كل تشغيل.</translation>
    </message>
    <message>
        <source>The keyring of this computer is locked.</source>
        <translation>حلقة مفاتيح هذا الحاسوب مقفلة.</translation>
    </message>
    <message>
        <source>Unlock it when your desktop asks, then try again.</source>
        <translation>افتح قفلها عندما يطلب سطح المكتب ذلك، ثم حاول مرة أخرى.</translation>
    </message>
    <message>
        <source>The keyring no longer holds the keys of this profile.</source>
        <translation>لم تعد حلقة المفاتيح تحوي مفاتيح هذا الملف الشخصي.</translation>
    </message>
    <message>
        <source>Nothing has been deleted. If you have a copy of the keyring, bring it back first.</source>
        <translation>لم يُحذف شيء. إذا كانت لديك نسخة من حلقة المفاتيح فأعدها أولًا.</translation>
    </message>
    <message>
        <source>The keyring of this computer does not work.</source>
        <translation>حلقة مفاتيح هذا الحاسوب لا تعمل.</translation>
    </message>
    <message>
        <source>Nothing has been changed. Please try again.</source>
        <translation>لم يتغيّر شيء. يرجى المحاولة مرة أخرى.</translation>
    </message>
    <message>
        <source>Name or password is wrong.</source>
        <translation>الاسم أو كلمة المرور غير صحيحة.</translation>
    </message>
    <message>
        <source>Check both, and the server’s address.</source>
        <translation>تحقّق منهما ومن عنوان الخادم.</translation>
    </message>
    <message>
        <source>This server asks for a registration code.</source>
        <translation>يطلب هذا الخادم رمز تسجيل.</translation>
    </message>
    <message>
        <source>Whoever runs the server can give you one.</source>
        <translation>يمكنك الحصول عليه ممن يدير الخادم.</translation>
    </message>
    <message>
        <source>Somebody already has this name.</source>
        <translation>هذا الاسم مأخوذ بالفعل.</translation>
    </message>
    <message>
        <source>Try another one, or sign in if it is yours.</source>
        <translation>جرّب اسمًا آخر، أو سجّل الدخول إن كان لك.</translation>
    </message>
    <message>
        <source>The server shows another identity than the last time.</source>
        <translation>يُظهر الخادم هوية غير التي أظهرها في المرة السابقة.</translation>
    </message>
    <message>
        <source>Your password was not sent.</source>
        <translation>لم تُرسل كلمة مرورك.</translation>
    </message>
    <message>
        <source>Nobody here has this name.</source>
        <translation>لا أحد هنا بهذا الاسم.</translation>
    </message>
    <message>
        <source>That is you.</source>
        <translation>هذا أنت.</translation>
    </message>
    <message>
        <source>Type somebody else’s username.</source>
        <translation>اكتب اسم مستخدم شخص آخر.</translation>
    </message>
    <message>
        <source>These chats can only be read.</source>
        <translation>هذه المحادثات للقراءة فقط.</translation>
    </message>
    <message>
        <source>They were saved from a damaged history. Nothing can be sent from it.</source>
        <translation>أُنقذت من سجل تالف. لا يمكن إرسال شيء منه.</translation>
    </message>
    <message>
        <source>There is nothing to send yet.</source>
        <translation>لا يوجد ما يُرسل بعد.</translation>
    </message>
    <message>
        <source>You can write more once they accept.</source>
        <translation>يمكنك كتابة المزيد بعد القبول.</translation>
    </message>
    <message>
        <source>Your text stays in its field until then.</source>
        <translation>يبقى نصك في حقله حتى ذلك الحين.</translation>
    </message>
    <message>
        <source>Nothing is sent to this person at the moment.</source>
        <translation>لا يُرسل شيء إلى هذا الشخص حاليًا.</translation>
    </message>
    <message>
        <source>Your text stays in its field. The conversation says what to do.</source>
        <translation>يبقى نصك في حقله. تبيّن المحادثة ما ينبغي فعله.</translation>
    </message>
    <message>
        <source>The keys of this account were renewed too often.</source>
        <translation>جُدّدت مفاتيح هذا الحساب مرات كثيرة جدًا.</translation>
    </message>
    <message>
        <source>No more changes fit into it. What is there goes on to work.</source>
        <translation>لا يتّسع لمزيد من التغييرات. وما هو موجود يواصل العمل.</translation>
    </message>
    <message>
        <source>You verified this person, and their key has changed.</source>
        <translation>لقد تحقّقت من هذا الشخص، وتغيّر مفتاحه.</translation>
    </message>
    <message>
        <source>Compare your numbers again; only that goes on.</source>
        <translation>قارنا رقميكما مرة أخرى؛ لا يُتابع الإرسال إلا بذلك.</translation>
    </message>
    <message>
        <source>Their key changed while you compared the numbers.</source>
        <translation>تغيّر مفتاحه أثناء مقارنة الأرقام.</translation>
    </message>
    <message>
        <source>Nobody was verified. Compare the numbers again.</source>
        <translation>لم يُتحقَّق من أحد. قارنا الأرقام مرة أخرى.</translation>
    </message>
    <message>
        <source>The account could not be used.</source>
        <translation>تعذّر استخدام الحساب.</translation>
    </message>
    <message>
        <source>The server sent something that SecureChat does not understand.</source>
        <translation>أرسل الخادم شيئًا لا يفهمه SecureChat.</translation>
    </message>
    <message>
        <source>Check the server’s address, or try again later.</source>
        <translation>تحقّق من عنوان الخادم أو حاول لاحقًا.</translation>
    </message>
    <message>
        <source>This person uses a newer SecureChat.</source>
        <translation>يستخدم هذا الشخص إصدارًا أحدث من SecureChat.</translation>
    </message>
    <message>
        <source>Update SecureChat to write to them.</source>
        <translation>حدّث SecureChat لتراسله.</translation>
    </message>
    <message>
        <source>The keys that the server gave for this person do not hold.</source>
        <translation>المفاتيح التي أعطاها الخادم لهذا الشخص غير صالحة.</translation>
    </message>
    <message>
        <source>Nothing was sent.</source>
        <translation>لم يُرسل شيء.</translation>
    </message>
    <message>
        <source>The keys of this person are too old.</source>
        <translation>مفاتيح هذا الشخص قديمة جدًا.</translation>
    </message>
    <message>
        <source>They are renewed when the person is next online.</source>
        <translation>تُجدَّد عندما يتصل هذا الشخص في المرة القادمة.</translation>
    </message>
    <message>
        <source>The server did not accept this.</source>
        <translation>لم يقبل الخادم هذا.</translation>
    </message>
    <message>
        <source>Update SecureChat if there is a newer version.</source>
        <translation>حدّث SecureChat إن وُجد إصدار أحدث.</translation>
    </message>
    <message>
        <source>The server does not know this connection yet.</source>
        <translation>لا يعرف الخادم هذا الاتصال بعد.</translation>
    </message>
    <message>
        <source>Please try again in a moment.</source>
        <translation>يرجى المحاولة بعد لحظة.</translation>
    </message>
    <message>
        <source>That was too often in a short time.</source>
        <translation>تكرّر ذلك كثيرًا في وقت قصير.</translation>
    </message>
    <message>
        <source>Wait a little, then try again.</source>
        <translation>انتظر قليلًا ثم حاول مرة أخرى.</translation>
    </message>
    <message>
        <source>The server did not accept this here.</source>
        <translation>لم يقبل الخادم هذا هنا.</translation>
    </message>
    <message>
        <source>{name}’s mailbox is full</source>
        <translation>صندوق بريد {name} ممتلئ</translation>
    </message>
    <message>
        <source>{name}’s account is gone</source>
        <translation>حساب {name} لم يعد موجودًا</translation>
    </message>
    <message>
        <source>{name} cannot be reached right now</source>
        <translation>لا يمكن الوصول إلى {name} الآن</translation>
    </message>
    <message>
        <source>Perhaps they are moving to another computer. If it stays like this for a day, you can ask again.</source>
        <translation>ربما ينتقل إلى حاسوب آخر. إذا بقي الأمر كذلك يومًا، يمكنك السؤال مرة أخرى.</translation>
    </message>
    <message>
        <source>{name} cannot be written to right now</source>
        <translation>لا يمكن الكتابة إلى {name} الآن</translation>
    </message>
    <message>
        <source>It works again once {name} was online.</source>
        <translation>سيعود ذلك ممكنًا بعد أن يتصل {name}.</translation>
    </message>
    <message>
        <source>It waited for 30 days, or {name} has moved to another computer meanwhile.</source>
        <translation>انتظرت 30 يومًا، أو انتقل {name} إلى حاسوب آخر في هذه الأثناء.</translation>
    </message>
    <message>
        <source>This server takes no new accounts.</source>
        <translation>لا يقبل هذا الخادم حسابات جديدة.</translation>
    </message>
    <message>
        <source>Ask whoever runs it, or choose another server.</source>
        <translation>اسأل من يديره، أو اختر خادمًا آخر.</translation>
    </message>
    <message>
        <source>The server does not accept this code.</source>
        <translation>لا يقبل الخادم هذا الرمز.</translation>
    </message>
    <message>
        <source>It may be used up or too old. Ask whoever gave it to you for a new one.</source>
        <translation>ربما استُخدم أو انتهت صلاحيته. اطلب رمزًا جديدًا ممن أعطاك إياه.</translation>
    </message>
    <message>
        <source>The server is busy.</source>
        <translation>الخادم مشغول.</translation>
    </message>
    <message>
        <source>This is no longer there.</source>
        <translation>لم يعد هذا موجودًا.</translation>
    </message>
    <message>
        <source>You signed in on another computer.</source>
        <translation>سجّلت الدخول على حاسوب آخر.</translation>
    </message>
    <message>
        <source>You can still read your chats here.</source>
        <translation>ما زال بإمكانك قراءة محادثاتك هنا.</translation>
    </message>
    <message>
        <source>The server has a problem of its own.</source>
        <translation>لدى الخادم مشكلة خاصة به.</translation>
    </message>
    <message>
        <source>Please try again later.</source>
        <translation>يرجى المحاولة لاحقًا.</translation>
    </message>
    <message>
        <source>This message was not sent</source>
        <translation>لم تُرسل هذه الرسالة</translation>
    </message>
    <message>
        <source>You can try again.</source>
        <translation>يمكنك المحاولة مرة أخرى.</translation>
    </message>
    <message>
        <source>It empties when {name} is next online.</source>
        <translation>يُفرَّغ عندما يتصل {name} في المرة القادمة.</translation>
    </message>
    <message>
        <source>Nobody can receive this message any more.</source>
        <translation>لم يعد بإمكان أحد استلام هذه الرسالة.</translation>
    </message>
    <message>
        <source>{name} did not get this message</source>
        <translation>لم تصل هذه الرسالة إلى {name}</translation>
    </message>
    <message>
        <source>Offline. Messages will be sent later.</source>
        <translation>غير متصل. ستُرسل الرسائل لاحقًا.</translation>
    </message>
    <message>
        <source>The server does not accept this account any more. You can still read your chats.</source>
        <translation>لم يعد الخادم يقبل هذا الحساب. ما زال بإمكانك قراءة محادثاتك.</translation>
    </message>
    <message>
        <source>The server cannot prove who it is, so nothing is sent to it for now.</source>
        <translation>لا يستطيع الخادم إثبات هويته، لذلك لا يُرسل إليه شيء حاليًا.</translation>
    </message>
    <message>
        <source>The server no longer knows this account. You can still read your chats.</source>
        <translation>لم يعد الخادم يعرف هذا الحساب. ما زال بإمكانك قراءة محادثاتك.</translation>
    </message>
    <message>
        <source>The server shows another identity than before. Nothing is sent to it yet.</source>
        <translation>يُظهر الخادم هوية غير السابقة. لا يُرسل إليه شيء بعد.</translation>
    </message>
    <message>
        <source>You signed in on another computer. You can still read your chats here.</source>
        <translation>سجّلت الدخول على حاسوب آخر. ما زال بإمكانك قراءة محادثاتك هنا.</translation>
    </message>
    <message>
        <source>This SecureChat is too old for the server. Update it to send and receive.</source>
        <translation>هذا الإصدار من SecureChat أقدم من أن يعمل مع الخادم. حدّثه لترسل وتستلم.</translation>
    </message>
    <message>
        <source>The server is too old for this SecureChat. Messages will be sent after its update.</source>
        <translation>الخادم أقدم من أن يعمل مع هذا الإصدار من SecureChat. ستُرسل الرسائل بعد تحديثه.</translation>
    </message>
    <message>
        <source>Another server answers at this address. Nothing is sent to it.</source>
        <translation>خادم آخر يجيب على هذا العنوان. لا يُرسل إليه شيء.</translation>
    </message>
    <message>
        <source>Messages cannot be saved on this computer, so none are fetched. Is the disk full?</source>
        <translation>لا يمكن حفظ الرسائل على هذا الحاسوب، لذلك لا يُجلب منها شيء. هل القرص ممتلئ؟</translation>
    </message>
</context>
<context>
    <name>ExplainDialog</name>
    <message>
        <source>Got it</source>
        <translation>فهمت</translation>
    </message>
</context>
<context>
    <name>FailureMenu</name>
    <message>
        <source>Try again</source>
        <translation>إعادة المحاولة</translation>
    </message>
    <message>
        <source>Copy text</source>
        <translation>نسخ النص</translation>
    </message>
    <message>
        <source>Ask again</source>
        <translation>السؤال مرة أخرى</translation>
    </message>
    <message>
        <source>Delete here…</source>
        <translation>حذف من هنا…</translation>
    </message>
</context>
<context>
    <name>FilterChip</name>
    <message>
        <source>{name}: {choice}. Press to search without it.</source>
        <translation>{name}: {choice}. اضغط للبحث من دون هذا المرشّح.</translation>
    </message>
    <message>
        <source>Filter: {name}</source>
        <translation>المرشّح: {name}</translation>
    </message>
</context>
<context>
    <name>FirstChatView</name>
    <message>
        <source>Add someone by their username, and your first chat begins.</source>
        <translation>أضف شخصًا باسم المستخدم، فتبدأ محادثتك الأولى.</translation>
    </message>
    <message>
        <source>Add a contact</source>
        <translation>إضافة جهة اتصال</translation>
    </message>
    <message>
        <source>Say hello to {name}</source>
        <translation>ألقِ التحية على {name}</translation>
    </message>
    <message>
        <source>Hello!</source>
        <translation>مرحبًا!</translation>
    </message>
</context>
<context>
    <name>FirstRunSide</name>
    <message>
        <source>Private messages,</source>
        <translation>رسائل خاصة،</translation>
    </message>
    <message>
        <source>from your own desk</source>
        <translation>من مكتبك أنت</translation>
    </message>
    <message>
        <source>Only you and your contacts can read them</source>
        <translation>لا يقرؤها إلا أنت وجهات اتصالك</translation>
    </message>
    <message>
        <source>No phone number, no e-mail address</source>
        <translation>بلا رقم هاتف، وبلا عنوان بريد إلكتروني</translation>
    </message>
    <message>
        <source>Your history stays on this computer, locked</source>
        <translation>يبقى سجلّك على هذا الحاسوب، مقفلًا</translation>
    </message>
</context>
<context>
    <name>FormDialog</name>
    <message>
        <source>Close</source>
        <translation>إغلاق</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>إلغاء</translation>
    </message>
</context>
<context>
    <name>HeldBar</name>
    <message>
        <source>Ask again</source>
        <translation>السؤال مرة أخرى</translation>
    </message>
    <message>
        <source>Messages to {name} cannot be delivered now</source>
        <translation>لا يمكن تسليم الرسائل إلى {name} الآن</translation>
    </message>
    <message>
        <source>{name} was not online for a long time. What you write waits here and goes out once {name} is back.</source>
        <translation>لم يتصل {name} منذ وقت طويل. ما تكتبه ينتظر هنا ويُرسل حين يعود {name}.</translation>
    </message>
    <message>
        <source>They have waited for more than a day, and go out as soon as they can. You can ask whether you may still write; {name} is not disturbed.</source>
        <translation>تنتظر منذ أكثر من يوم، وتُرسل حالما يمكن ذلك. يمكنك أن تسأل هل ما زال بإمكانك الكتابة؛ ولا يُزعج ذلك {name}.</translation>
    </message>
    <message>
        <source>They wait here and go out as soon as they can. If it stays like this, you can ask again from {time} on.</source>
        <translation>تنتظر هنا وتُرسل حالما يمكن ذلك. وإن بقي الأمر كذلك، يمكنك السؤال مرة أخرى ابتداءً من {time}.</translation>
    </message>
</context>
<context>
    <name>InviteChoice</name>
    <message>
        <source>Open an invite</source>
        <translation>فتح دعوة</translation>
    </message>
    <message>
        <source>Somebody gave me a link</source>
        <translation>أعطاني شخص رابطًا</translation>
    </message>
    <message>
        <source>Open an invite: chosen</source>
        <translation>فتح دعوة: مُختار</translation>
    </message>
    <message>
        <source>Invite link</source>
        <translation>رابط الدعوة</translation>
    </message>
    <message>
        <source>Paste the whole link. Nothing is sent yet.</source>
        <translation>الصق الرابط كاملًا. لا يُرسل شيء بعد.</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>متابعة</translation>
    </message>
    <message>
        <source>Use another invite</source>
        <translation>استخدام دعوة أخرى</translation>
    </message>
</context>
<context>
    <name>InviteDialog</name>
    <message>
        <source>Invite someone</source>
        <translation>دعوة شخص</translation>
    </message>
    <message>
        <source>Give this to one person. Their first message then reaches you without asking. It works once, for 7 days.</source>
        <translation>أعطِ هذا لشخص واحد. عندها تصلك رسالته الأولى دون سؤال. يصلح لمرة واحدة ولمدة 7 أيام.</translation>
    </message>
    <message>
        <source>Invite link</source>
        <translation>رابط الدعوة</translation>
    </message>
    <message>
        <source>Invite as a code</source>
        <translation>الدعوة على شكل رمز مربّع</translation>
    </message>
    <message>
        <source>Making the invite…</source>
        <translation>جارٍ إنشاء الدعوة…</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>نسخ</translation>
    </message>
    <message>
        <source>Copy invite link</source>
        <translation>نسخ رابط الدعوة</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>تم</translation>
    </message>
    <message>
        <source>Whoever has the link first can use it. Send it where only they can read it.</source>
        <translation>أول من يحصل على الرابط يستطيع استخدامه. أرسله حيث لا يقرؤه غير صاحبه.</translation>
    </message>
    <message>
        <source>copied</source>
        <translation>تم النسخ</translation>
    </message>
</context>
<context>
    <name>InviterCard</name>
    <message>
        <source>Invite of {name}</source>
        <translation>دعوة من {name}</translation>
    </message>
    <message>
        <source>@{name} at {server}</source>
        <translation>@{name} على {server}</translation>
    </message>
</context>
<context>
    <name>JumpButton</name>
    <message numerus="yes">
        <source>Newest message, %n new</source>
        <translation>
            <numerusform>أحدث رسالة، لا جديد</numerusform>
            <numerusform>أحدث رسالة، رسالة جديدة واحدة</numerusform>
            <numerusform>أحدث رسالة، رسالتان جديدتان</numerusform>
            <numerusform>أحدث رسالة، %n رسائل جديدة</numerusform>
            <numerusform>أحدث رسالة، %n رسالة جديدة</numerusform>
            <numerusform>أحدث رسالة، %n رسالة جديدة</numerusform>
        </translation>
    </message>
    <message>
        <source>Newest message</source>
        <translation>أحدث رسالة</translation>
    </message>
</context>
<context>
    <name>KeyRenewal</name>
    <message>
        <source>This computer’s keys</source>
        <translation>مفاتيح هذا الحاسوب</translation>
    </message>
    <message>
        <source>Renew them if somebody else may have used this computer or has a copy of it.</source>
        <translation>جدّدها إذا كان شخص آخر قد استخدم هذا الحاسوب أو لديه نسخة منه.</translation>
    </message>
    <message>
        <source>Your identity</source>
        <translation>هويتك</translation>
    </message>
    <message>
        <source>Renew it if somebody may know the key that proves who you are.</source>
        <translation>جدّدها إذا كان أحدهم قد يعرف المفتاح الذي يثبت من أنت.</translation>
    </message>
    <message>
        <source>Renew…</source>
        <translation>تجديد…</translation>
    </message>
    <message>
        <source>Renew: {what}</source>
        <translation>تجديد: {what}</translation>
    </message>
    <message>
        <source>The keys are being renewed…</source>
        <translation>جارٍ تجديد المفاتيح…</translation>
    </message>
    <message>
        <source>The new keys count from now on.</source>
        <translation>تسري المفاتيح الجديدة من الآن.</translation>
    </message>
</context>
<context>
    <name>LinkMenu</name>
    <message>
        <source>This link leads to</source>
        <translation>يؤدي هذا الرابط إلى</translation>
    </message>
    <message>
        <source>This name is written in letters that look like others. It may imitate a page.</source>
        <translation>هذا الاسم مكتوب بحروف تشبه غيرها. قد يقلّد موقعًا آخر.</translation>
    </message>
    <message>
        <source>Others on the way can read and change this page.</source>
        <translation>يستطيع آخرون في الطريق قراءة هذه الصفحة وتغييرها.</translation>
    </message>
    <message>
        <source>Open in browser</source>
        <translation>فتح في المتصفح</translation>
    </message>
    <message>
        <source>Copy link</source>
        <translation>نسخ الرابط</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>إلغاء</translation>
    </message>
</context>
<context>
    <name>LockDialog</name>
    <message>
        <source>Turn on the lock?</source>
        <translation>تشغيل القفل؟</translation>
    </message>
    <message>
        <source>Turn off the lock?</source>
        <translation>إيقاف القفل؟</translation>
    </message>
    <message>
        <source>SecureChat then asks for your password when it starts, when you press Ctrl+L, and when you were away. While it is locked, nothing can be read on this computer, and messages wait at the server.</source>
        <translation>عندها يطلب SecureChat كلمة مرورك عند بدء التشغيل، وعندما تضغط Ctrl+L، وبعد غيابك. وما دام مقفلًا لا يمكن قراءة شيء على هذا الحاسوب، وتنتظر الرسائل على الخادم.</translation>
    </message>
    <message>
        <source>SecureChat then opens as soon as you are signed in to this computer, without asking for your password.</source>
        <translation>عندها يُفتح SecureChat بمجرد تسجيل دخولك إلى هذا الحاسوب، دون أن يطلب كلمة مرورك.</translation>
    </message>
    <message>
        <source>Your password</source>
        <translation>كلمة مرورك</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>ليس الآن</translation>
    </message>
    <message>
        <source>Turn on</source>
        <translation>تشغيل</translation>
    </message>
    <message>
        <source>Turn off</source>
        <translation>إيقاف</translation>
    </message>
    <message>
        <source>Type your password first.</source>
        <translation>اكتب كلمة مرورك أولًا.</translation>
    </message>
    <message>
        <source>Checking…</source>
        <translation>جارٍ التحقق…</translation>
    </message>
</context>
<context>
    <name>LockedView</name>
    <message>
        <source>Passphrase</source>
        <translation>عبارة المرور</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>كلمة المرور</translation>
    </message>
    <message>
        <source>Unlock</source>
        <translation>فتح القفل</translation>
    </message>
    <message>
        <source>Use the recovery code</source>
        <translation>استخدام رمز الاسترداد</translation>
    </message>
    <message>
        <source>SecureChat is locked</source>
        <translation>SecureChat مقفل</translation>
    </message>
    <message>
        <source>Messages wait at the server until you unlock.</source>
        <translation>تنتظر الرسائل على الخادم حتى تفتح القفل.</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>جارٍ الفتح…</translation>
    </message>
</context>
<context>
    <name>LostAccountBar</name>
    <message>
        <source>Type password…</source>
        <translation>كتابة كلمة المرور…</translation>
    </message>
    <message>
        <source>The server no longer knows your account</source>
        <translation>لم يعد الخادم يعرف حسابك</translation>
    </message>
    <message>
        <source>Your chats are safe, and you can read them. To send and receive again, type your password.</source>
        <translation>محادثاتك في أمان ويمكنك قراءتها. لترسل وتستلم من جديد، اكتب كلمة مرورك.</translation>
    </message>
    <message>
        <source>Your account is not registered yet</source>
        <translation>حسابك غير مسجّل بعد</translation>
    </message>
    <message>
        <source>The server shows another identity than before. Type your password to go on; you are asked once more before it is sent.</source>
        <translation>يُظهر الخادم هوية غير السابقة. اكتب كلمة مرورك للمتابعة؛ تُسأل مرة أخرى قبل إرسالها.</translation>
    </message>
</context>
<context>
    <name>LostAccountDialog</name>
    <message>
        <source>Bring your account back</source>
        <translation>استعادة حسابك</translation>
    </message>
    <message>
        <source>The server no longer knows {name}. It may have been set up anew. Your chats and contacts are on this computer and safe.</source>
        <translation>لم يعد الخادم يعرف {name}. ربما أُعيد إعداده. محادثاتك وجهات اتصالك على هذا الحاسوب في أمان.</translation>
    </message>
    <message>
        <source>With your password, the account is registered there again as it was. What the server lost of yours is sent again by itself.</source>
        <translation>بكلمة مرورك يُسجَّل الحساب هناك من جديد كما كان. وما فقده الخادم منك يُرسل مرة أخرى تلقائيًا.</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>كلمة المرور</translation>
    </message>
    <message>
        <source>The same again</source>
        <translation>مرة أخرى</translation>
    </message>
    <message>
        <source>The server cannot check it, and takes it as it is from now on.</source>
        <translation>لا يستطيع الخادم التحقق منها، ويعتمدها كما هي من الآن.</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>ليس الآن</translation>
    </message>
    <message>
        <source>Register again</source>
        <translation>التسجيل من جديد</translation>
    </message>
    <message>
        <source>Use at least {count} characters.</source>
        <translation>استخدم {count} أحرف على الأقل.</translation>
    </message>
    <message>
        <source>The two are not the same.</source>
        <translation>الاثنتان غير متطابقتين.</translation>
    </message>
    <message>
        <source>Telling the server…</source>
        <translation>جارٍ إبلاغ الخادم…</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Opening your chats</source>
        <translation>جارٍ فتح محادثاتك</translation>
    </message>
    <message>
        <source>Your desktop may ask you to unlock its keyring. Look for its window.</source>
        <translation>قد يطلب سطح المكتب فتح قفل حلقة المفاتيح. ابحث عن نافذته.</translation>
    </message>
</context>
<context>
    <name>Message</name>
    <message>
        <source>Ask to send again</source>
        <translation>طلب الإرسال من جديد</translation>
    </message>
    <message>
        <source>{name}, {time}: {text}</source>
        <comment>one of several copied messages</comment>
        <translation>{name}، {time}: {text}</translation>
    </message>
    <message>
        <source>Show more</source>
        <translation>عرض المزيد</translation>
    </message>
    <message>
        <source>Not sent</source>
        <translation>لم تُرسل</translation>
    </message>
    <message>
        <source>{name} has a new security key</source>
        <translation>لدى {name} مفتاح أمان جديد</translation>
    </message>
    <message>
        <source>A message from {name} could not be opened</source>
        <translation>تعذّر فتح رسالة من {name}</translation>
    </message>
    <message>
        <source>{name} went back to an older copy of the chats</source>
        <translation>عاد {name} إلى نسخة أقدم من الدردشات</translation>
    </message>
    <message>
        <source>{name}’s SecureChat was used in two places at once</source>
        <translation>استُخدم SecureChat الخاص بـ{name} في مكانين في الوقت نفسه</translation>
    </message>
    <message>
        <source>{name} renewed their security keys</source>
        <translation>جدّد {name} مفاتيح الأمان</translation>
    </message>
    <message>
        <source>The server does not show {name}’s newest keys</source>
        <translation>لا يُظهر الخادم أحدث مفاتيح {name}</translation>
    </message>
    <message>
        <source>This message needs a newer SecureChat.</source>
        <translation>تحتاج هذه الرسالة إلى إصدار أحدث من SecureChat.</translation>
    </message>
    <message>
        <source>This message could not be read.</source>
        <translation>تعذّرت قراءة هذه الرسالة.</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>في الانتظار</translation>
    </message>
    <message>
        <source>sent</source>
        <translation>أُرسلت</translation>
    </message>
    <message>
        <source>delivered</source>
        <translation>سُلّمت</translation>
    </message>
    <message>
        <source>read</source>
        <translation>قُرئت</translation>
    </message>
    <message>
        <source>not sent</source>
        <translation>لم تُرسل</translation>
    </message>
    <message>
        <source>{time}: {notice}; press Enter to ask to send again</source>
        <translation>{time}: {notice}؛ اضغط Enter لطلب الإرسال من جديد</translation>
    </message>
    <message>
        <source>You</source>
        <translation>أنت</translation>
    </message>
</context>
<context>
    <name>MessageActions</name>
    <message>
        <source>You</source>
        <translation>أنت</translation>
    </message>
</context>
<context>
    <name>MessageDelegate</name>
    <message>
        <source>1 new message</source>
        <translation>رسالة جديدة واحدة</translation>
    </message>
    <message numerus="yes">
        <source>%n new messages</source>
        <translation>
            <numerusform>لا رسائل جديدة</numerusform>
            <numerusform>رسالة جديدة واحدة</numerusform>
            <numerusform>رسالتان جديدتان</numerusform>
            <numerusform>%n رسائل جديدة</numerusform>
            <numerusform>%n رسالة جديدة</numerusform>
            <numerusform>%n رسالة جديدة</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MessageInfo</name>
    <message>
        <source>Message info</source>
        <translation>معلومات الرسالة</translation>
    </message>
    <message>
        <source>Written</source>
        <translation>كُتبت</translation>
    </message>
    <message>
        <source>Reached the server</source>
        <translation>وصلت إلى الخادم</translation>
    </message>
    <message>
        <source>Delivered</source>
        <translation>سُلّمت</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>قُرئت</translation>
    </message>
    <message>
        <source>Arrived here</source>
        <translation>وصلت هنا</translation>
    </message>
    <message>
        <source>The time of writing comes from {name}’s computer.</source>
        <translation>وقت الكتابة مأخوذ من حاسوب {name}.</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>غير معروف</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>إغلاق</translation>
    </message>
    <message>
        <source>not yet</source>
        <translation>ليس بعد</translation>
    </message>
</context>
<context>
    <name>MessageMenu</name>
    <message>
        <source>Copy link</source>
        <translation>نسخ الرابط</translation>
    </message>
    <message>
        <source>Open link…</source>
        <translation>فتح الرابط…</translation>
    </message>
    <message>
        <source>Select</source>
        <translation>تحديد</translation>
    </message>
    <message>
        <source>Info</source>
        <translation>معلومات</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>إعادة المحاولة</translation>
    </message>
    <message>
        <source>Delete here…</source>
        <translation>حذف من هنا…</translation>
    </message>
    <message>
        <source>Copy text</source>
        <translation>نسخ النص</translation>
    </message>
    <message numerus="yes">
        <source>Copy %n messages</source>
        <translation>
            <numerusform>عدم نسخ أي رسالة</numerusform>
            <numerusform>نسخ رسالة واحدة</numerusform>
            <numerusform>نسخ رسالتين</numerusform>
            <numerusform>نسخ %n رسائل</numerusform>
            <numerusform>نسخ %n رسالة</numerusform>
            <numerusform>نسخ %n رسالة</numerusform>
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
        <translation>شخص جديد يريد مراسلتك</translation>
    </message>
    <message>
        <source>1 new message</source>
        <translation>رسالة جديدة واحدة</translation>
    </message>
    <message numerus="yes">
        <source>%n new messages</source>
        <translation>
            <numerusform>لا رسائل جديدة</numerusform>
            <numerusform>رسالة جديدة واحدة</numerusform>
            <numerusform>رسالتان جديدتان</numerusform>
            <numerusform>%n رسائل جديدة</numerusform>
            <numerusform>%n رسالة جديدة</numerusform>
            <numerusform>%n رسالة جديدة</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MessageView</name>
    <message>
        <source>Messages</source>
        <translation>الرسائل</translation>
    </message>
</context>
<context>
    <name>NameField</name>
    <message>
        <source>Username</source>
        <translation>اسم المستخدم</translation>
    </message>
    <message>
        <source>People find you by this name. Small letters, digits, dots.</source>
        <translation>يجدك الناس بهذا الاسم. حروف لاتينية صغيرة وأرقام ونقاط.</translation>
    </message>
    <message>
        <source>free</source>
        <translation>متاح</translation>
    </message>
</context>
<context>
    <name>NetworkPage</name>
    <message>
        <source>Try now</source>
        <translation>حاول الآن</translation>
    </message>
    <message>
        <source>Another address of the same server</source>
        <translation>عنوان آخر للخادم نفسه</translation>
    </message>
    <message>
        <source>When the server has moved, or an invite when it was set up anew. Your account and your contacts stay.</source>
        <translation>عندما ينتقل الخادم، أو دعوة إذا أُعيد إعداده. يبقى حسابك وتبقى جهات اتصالك.</translation>
    </message>
    <message>
        <source>Use this address</source>
        <translation>استخدام هذا العنوان</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>الخادم</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>العنوان</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>الاتصال</translation>
    </message>
    <message>
        <source>Server moved</source>
        <translation>انتقل الخادم</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>تم التغيير</translation>
    </message>
    <message>
        <source>Connected</source>
        <translation>متصل</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>جارٍ الاتصال…</translation>
    </message>
    <message>
        <source>Type the new address first.</source>
        <translation>اكتب العنوان الجديد أولًا.</translation>
    </message>
</context>
<context>
    <name>NewChatDialog</name>
    <message>
        <source>Username</source>
        <translation>اسم المستخدم</translation>
    </message>
    <message>
        <source>Ask the person for their exact username.</source>
        <translation>اسأل الشخص عن اسم المستخدم بدقة.</translation>
    </message>
    <message>
        <source>Invite someone</source>
        <translation>دعوة شخص</translation>
    </message>
    <message>
        <source>Open an invite</source>
        <translation>فتح دعوة</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>إلغاء</translation>
    </message>
    <message>
        <source>Start chat</source>
        <translation>بدء المحادثة</translation>
    </message>
    <message>
        <source>Things to try</source>
        <translation>ما يمكن تجربته</translation>
    </message>
    <message>
        <source>Check the spelling, letter by letter</source>
        <translation>راجع كتابة الاسم حرفًا حرفًا</translation>
    </message>
    <message>
        <source>Ask which server they use: names exist per server</source>
        <translation>اسأل عن الخادم الذي يستخدمه: لكل خادم أسماؤه</translation>
    </message>
    <message>
        <source>Send them an invite, and let them find you</source>
        <translation>أرسل له دعوة ودعه يجدك</translation>
    </message>
    <message>
        <source>Or meet by a link, without knowing each other’s usernames:</source>
        <translation>أو التقيا عبر رابط دون أن يعرف أحدكما اسم مستخدم الآخر:</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>إغلاق</translation>
    </message>
    <message>
        <source>New chat</source>
        <translation>محادثة جديدة</translation>
    </message>
    <message>
        <source>Nobody here is called @{name}.</source>
        <translation>لا أحد هنا اسمه @{name}.</translation>
    </message>
    <message>
        <source>{name} gets a request with your name and your first message.</source>
        <translation>يستلم {name} طلبًا فيه اسمك ورسالتك الأولى.</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>جارٍ البحث…</translation>
    </message>
</context>
<context>
    <name>NoChatView</name>
    <message>
        <source>Choose a chat to read and write.</source>
        <translation>اختر محادثة للقراءة والكتابة.</translation>
    </message>
    <message>
        <source>Find a chat</source>
        <translation>البحث عن محادثة</translation>
    </message>
    <message>
        <source>New chat</source>
        <translation>محادثة جديدة</translation>
    </message>
    <message>
        <source>All shortcuts</source>
        <translation>كل الاختصارات</translation>
    </message>
</context>
<context>
    <name>NotificationsPage</name>
    <message>
        <source>Who wrote</source>
        <translation>من كتب</translation>
    </message>
    <message>
        <source>Who wrote, and the message</source>
        <translation>من كتب، والرسالة</translation>
    </message>
    <message>
        <source>Only that there is a message</source>
        <translation>أن هناك رسالة فقط</translation>
    </message>
    <message>
        <source>New messages</source>
        <translation>رسائل جديدة</translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>الإشعارات</translation>
    </message>
    <message>
        <source>Your desktop tells you while this window is not in front.</source>
        <translation>يخبرك سطح المكتب عندما لا تكون هذه النافذة في المقدمة.</translation>
    </message>
    <message>
        <source>Do not disturb</source>
        <translation>عدم الإزعاج</translation>
    </message>
    <message>
        <source>Silent until you turn it off. The tray icon has it, too.</source>
        <translation>صامت حتى توقفه. تجده أيضًا في أيقونة شريط النظام.</translation>
    </message>
    <message>
        <source>What a notification says</source>
        <translation>ما يقوله الإشعار</translation>
    </message>
    <message>
        <source>It stands on your screen for whoever is near, also when you are away.</source>
        <translation>يظهر على شاشتك لمن هو قريب منها، حتى في غيابك.</translation>
    </message>
    <message>
        <source>Tray</source>
        <translation>شريط النظام</translation>
    </message>
    <message>
        <source>Keep running when the window is closed</source>
        <translation>مواصلة العمل بعد إغلاق النافذة</translation>
    </message>
    <message>
        <source>Messages go on coming in. Where the desktop has no tray, closing quits.</source>
        <translation>تستمر الرسائل في الوصول. وحيث لا يوجد شريط نظام، ينهي الإغلاق التطبيق.</translation>
    </message>
    <message>
        <source>Start in the tray</source>
        <translation>البدء في شريط النظام</translation>
    </message>
    <message>
        <source>The window stays hidden until you click the icon.</source>
        <translation>تبقى النافذة مخفية حتى تنقر الأيقونة.</translation>
    </message>
</context>
<context>
    <name>OnboardingView</name>
    <message>
        <source>Your desktop may ask you to unlock its keyring. Look for its window.</source>
        <translation>قد يطلب سطح المكتب فتح قفل حلقة المفاتيح. ابحث عن نافذته.</translation>
    </message>
    <message>
        <source>Creating your account</source>
        <translation>جارٍ إنشاء حسابك</translation>
    </message>
    <message>
        <source>Signing you in</source>
        <translation>جارٍ تسجيل دخولك</translation>
    </message>
    <message>
        <source>This takes a moment.</source>
        <translation>يستغرق هذا لحظة.</translation>
    </message>
    <message>
        <source>Making keys that only this computer has…</source>
        <translation>جارٍ إنشاء مفاتيح لا توجد إلا في هذا الحاسوب…</translation>
    </message>
    <message>
        <source>Putting them into a safe place…</source>
        <translation>جارٍ حفظها في مكان آمن…</translation>
    </message>
    <message>
        <source>Telling the server your name…</source>
        <translation>جارٍ إبلاغ الخادم باسمك…</translation>
    </message>
</context>
<context>
    <name>OpenInviteDialog</name>
    <message>
        <source>Open an invite</source>
        <translation>فتح دعوة</translation>
    </message>
    <message>
        <source>Invite link</source>
        <translation>رابط الدعوة</translation>
    </message>
    <message>
        <source>Paste the link that you were given. Nothing is sent yet.</source>
        <translation>الصق الرابط الذي أُعطي لك. لا يُرسل شيء بعد.</translation>
    </message>
    <message>
        <source>Open invite</source>
        <translation>فتح الدعوة</translation>
    </message>
    <message>
        <source>{name} is at another server than you. To write to each other, both of you need an account at the same one.</source>
        <translation>{name} على خادم غير خادمك. لكي تتراسلا، يحتاج كل منكما إلى حساب على الخادم نفسه.</translation>
    </message>
    <message>
        <source>{name} gets your name with your first message.</source>
        <translation>يستلم {name} اسمك مع رسالتك الأولى.</translation>
    </message>
</context>
<context>
    <name>Palette</name>
    <message>
        <source>What fits</source>
        <translation>ما يطابق</translation>
    </message>
    <message>
        <source>Nothing fits.</source>
        <translation>لا شيء يطابق.</translation>
    </message>
    <message>
        <source>Chat, person or command</source>
        <translation>محادثة أو شخص أو أمر</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>move</source>
        <translation>تنقّل</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Enter</translation>
    </message>
    <message>
        <source>open</source>
        <translation>فتح</translation>
    </message>
    <message>
        <source>for commands only</source>
        <translation>للأوامر فقط</translation>
    </message>
    <message>
        <source>Chats</source>
        <translation>المحادثات</translation>
    </message>
    <message>
        <source>Contacts</source>
        <translation>جهات الاتصال</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>الأوامر</translation>
    </message>
</context>
<context>
    <name>PaletteButton</name>
    <message>
        <source>Search</source>
        <translation>بحث</translation>
    </message>
    <message>
        <source>Find a chat, a person or a command</source>
        <translation>البحث عن محادثة أو شخص أو أمر</translation>
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
        <translation>رجوع</translation>
    </message>
    <message>
        <source>Passphrase</source>
        <translation>عبارة المرور</translation>
    </message>
    <message>
        <source>You type it each time SecureChat starts.</source>
        <translation>تكتبها في كل مرة يبدأ فيها SecureChat.</translation>
    </message>
    <message>
        <source>Repeat passphrase</source>
        <translation>تكرار عبارة المرور</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>متابعة</translation>
    </message>
    <message>
        <source>Use a passphrase instead</source>
        <translation>استخدام عبارة مرور</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>إعادة المحاولة</translation>
    </message>
    <message>
        <source>Quit SecureChat</source>
        <translation>إنهاء SecureChat</translation>
    </message>
    <message>
        <source>Use at least {count} characters.</source>
        <translation>استخدم {count} أحرف على الأقل.</translation>
    </message>
    <message>
        <source>The two are not the same.</source>
        <translation>الاثنتان غير متطابقتين.</translation>
    </message>
</context>
<context>
    <name>PasswordJudge</name>
    <message>
        <source>Use at least {count} characters.</source>
        <translation>استخدم {count} أحرف على الأقل.</translation>
    </message>
    <message>
        <source>This password is too easy to guess.</source>
        <translation>كلمة المرور هذه سهلة التخمين.</translation>
    </message>
</context>
<context>
    <name>PasswordPage</name>
    <message>
        <source>Back</source>
        <translation>رجوع</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>كلمة المرور</translation>
    </message>
    <message>
        <source>The same again</source>
        <translation>مرة أخرى</translation>
    </message>
    <message>
        <source>Type it once more</source>
        <translation>اكتبها مرة أخرى</translation>
    </message>
    <message>
        <source>Suggest one</source>
        <translation>اقتراح كلمة</translation>
    </message>
    <message>
        <source>Create account</source>
        <translation>إنشاء الحساب</translation>
    </message>
    <message>
        <source>Step 2 of 3</source>
        <translation>الخطوة 2 من 3</translation>
    </message>
    <message>
        <source>Choose a password</source>
        <translation>اختر كلمة مرور</translation>
    </message>
    <message>
        <source>You sign in with it. Four or five random words are easy to remember and very hard to guess.</source>
        <translation>بها تسجّل الدخول. أربع أو خمس كلمات عشوائية سهلة الحفظ وصعبة التخمين جدًا.</translation>
    </message>
    <message>
        <source>Nobody can send you a forgotten password, not even us.</source>
        <translation>لا يستطيع أحد أن يرسل إليك كلمة مرور منسية، ولا حتى نحن.</translation>
    </message>
    <message>
        <source>The two are not the same.</source>
        <translation>الاثنتان غير متطابقتين.</translation>
    </message>
</context>
<context>
    <name>PrivacyPage</name>
    <message>
        <source>Anyone with my username</source>
        <translation>كل من لديه اسم المستخدم الخاص بي</translation>
    </message>
    <message>
        <source>My contacts</source>
        <translation>جهات اتصالي</translation>
    </message>
    <message>
        <source>Nobody</source>
        <translation>لا أحد</translation>
    </message>
    <message>
        <source>Read receipts</source>
        <translation>إيصالات القراءة</translation>
    </message>
    <message>
        <source>Typing</source>
        <translation>مؤشر الكتابة</translation>
    </message>
    <message>
        <source>Slower delivery ticks</source>
        <translation>علامات تسليم أبطأ</translation>
    </message>
    <message>
        <source>What others see</source>
        <translation>ما يراه الآخرون</translation>
    </message>
    <message>
        <source>Who sees that you are online</source>
        <translation>من يرى أنك متصل</translation>
    </message>
    <message>
        <source>People who may not see it are told “unknown”. The first choice includes those you blocked.</source>
        <translation>من لا يحق له رؤية ذلك يُقال له «غير معروف». والخيار الأول يشمل من حظرتهم.</translation>
    </message>
    <message>
        <source>Works only when both of you turn it on.</source>
        <translation>يعمل فقط عندما يشغّله كلاكما.</translation>
    </message>
    <message>
        <source>Show others when you are writing, and see it yourself.</source>
        <translation>أظهر للآخرين متى تكتب، وشاهد ذلك بنفسك.</translation>
    </message>
    <message>
        <source>Waits 5 to 20 seconds, so the moment says less about you.</source>
        <translation>ينتظر من 5 إلى 20 ثانية، فيكشف التوقيت عنك أقل.</translation>
    </message>
    <message>
        <source>Blocked people</source>
        <translation>المحظورون</translation>
    </message>
    <message>
        <source>Unblock</source>
        <translation>رفع الحظر</translation>
    </message>
    <message>
        <source>Unblock {name}</source>
        <translation>رفع الحظر عن {name}</translation>
    </message>
</context>
<context>
    <name>Rail</name>
    <message>
        <source>Show chats</source>
        <translation>عرض المحادثات</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>الطلبات</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>الإعدادات</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>قفل</translation>
    </message>
    <message numerus="yes">
        <source>Show chats, %n unread</source>
        <translation>
            <numerusform>عرض المحادثات، لا شيء غير مقروء</numerusform>
            <numerusform>عرض المحادثات، رسالة واحدة غير مقروءة</numerusform>
            <numerusform>عرض المحادثات، رسالتان غير مقروءتين</numerusform>
            <numerusform>عرض المحادثات، %n رسائل غير مقروءة</numerusform>
            <numerusform>عرض المحادثات، %n رسالة غير مقروءة</numerusform>
            <numerusform>عرض المحادثات، %n رسالة غير مقروءة</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n waiting</source>
        <translation>
            <numerusform>لا أحد ينتظر</numerusform>
            <numerusform>شخص واحد ينتظر</numerusform>
            <numerusform>شخصان ينتظران</numerusform>
            <numerusform>%n أشخاص ينتظرون</numerusform>
            <numerusform>%n شخصًا ينتظرون</numerusform>
            <numerusform>%n شخص ينتظرون</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RecoveryCodePage</name>
    <message>
        <source>Group {number}</source>
        <translation>المجموعة {number}</translation>
    </message>
    <message>
        <source>Finish</source>
        <translation>إنهاء</translation>
    </message>
    <message>
        <source>Encrypt everything anew</source>
        <translation>تشفير كل شيء من جديد</translation>
    </message>
    <message>
        <source>Your password</source>
        <translation>كلمة مرورك</translation>
    </message>
    <message>
        <source>Your passphrase</source>
        <translation>عبارة مرورك</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>لاحقًا</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>رجوع</translation>
    </message>
    <message>
        <source>Step 3 of 3</source>
        <translation>الخطوة 3 من 3</translation>
    </message>
    <message>
        <source>Keep this code somewhere safe</source>
        <translation>احتفظ بهذا الرمز في مكان آمن</translation>
    </message>
    <message>
        <source>It is the only way back to your chats if you forget the password or this computer loses its keyring. Write it down or save it. It is shown once.</source>
        <translation>إنه الطريق الوحيد للعودة إلى محادثاتك إذا نسيت كلمة المرور أو فقد هذا الحاسوب حلقة مفاتيحه. اكتبه أو احفظه. يُعرض مرة واحدة.</translation>
    </message>
    <message>
        <source>To be sure you have it, type two of the groups</source>
        <translation>للتأكد من أنه لديك، اكتب اثنتين من المجموعات</translation>
    </message>
    <message>
        <source>You can make a new code in Settings at any time.</source>
        <translation>يمكنك إنشاء رمز جديد من الإعدادات في أي وقت.</translation>
    </message>
    <message>
        <source>If somebody may have seen the old code. It takes a moment.</source>
        <translation>إذا كان أحدهم قد رأى الرمز القديم. يستغرق ذلك لحظة.</translation>
    </message>
    <message>
        <source>Not as above</source>
        <translation>ليس كما في الأعلى</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>تم النسخ</translation>
    </message>
    <message>
        <source>Save the recovery code</source>
        <translation>حفظ رمز الاسترداد</translation>
    </message>
    <message>
        <source>SecureChat recovery code</source>
        <translation>رمز استرداد SecureChat</translation>
    </message>
    <message>
        <source>Recovery code of SecureChat

{code}

It opens the chats on the computer on which it was made. Keep it where only you can read it.
</source>
        <translation>رمز استرداد SecureChat

{code}

يفتح المحادثات على الحاسوب الذي أُنشئ عليه. احتفظ به حيث لا يقرؤه غيرك.
</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>تم الحفظ</translation>
    </message>
    <message>
        <source>This file cannot be written. Choose another place.</source>
        <translation>تعذّرت كتابة هذا الملف. اختر مكانًا آخر.</translation>
    </message>
</context>
<context>
    <name>RecoveryEntryView</name>
    <message>
        <source>Back</source>
        <translation>رجوع</translation>
    </message>
    <message>
        <source>Recovery code</source>
        <translation>رمز الاسترداد</translation>
    </message>
    <message>
        <source>Small letters and spaces are fine.</source>
        <translation>لا بأس بالحروف الصغيرة والمسافات.</translation>
    </message>
    <message>
        <source>Open my chats</source>
        <translation>فتح محادثاتي</translation>
    </message>
    <message>
        <source>Type your recovery code</source>
        <translation>اكتب رمز الاسترداد</translation>
    </message>
    <message>
        <source>The six groups that you wrote down or saved. They open the chats on this computer, and the lock is off after that.</source>
        <translation>المجموعات الست التي كتبتها أو حفظتها. تفتح المحادثات على هذا الحاسوب، ويتوقف القفل بعد ذلك.</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>جارٍ الفتح…</translation>
    </message>
</context>
<context>
    <name>RenewDialog</name>
    <message>
        <source>Renew this computer’s keys?</source>
        <translation>تجديد مفاتيح هذا الحاسوب؟</translation>
    </message>
    <message>
        <source>Renew your identity?</source>
        <translation>تجديد هويتك؟</translation>
    </message>
    <message>
        <source>This computer gets new keys. Whoever copied the old ones, from a backup or while you were away, can neither sign in nor read what is written from now on.</source>
        <translation>يحصل هذا الحاسوب على مفاتيح جديدة. ومن نسخ القديمة، من نسخة احتياطية أو في غيابك، لا يستطيع تسجيل الدخول ولا قراءة ما يُكتب من الآن.</translation>
    </message>
    <message>
        <source>The connection ends for a moment. Your chats and your contacts stay. What is on its way to you now is sent again by itself.</source>
        <translation>ينقطع الاتصال لحظة. تبقى محادثاتك وجهات اتصالك. وما هو في طريقه إليك الآن يُرسل مرة أخرى تلقائيًا.</translation>
    </message>
    <message>
        <source>The key that proves that you are you is replaced. The old one signs for the new one, so your contacts can be sure that it is still you.</source>
        <translation>يُستبدل المفتاح الذي يثبت أنك أنت. يوقّع القديم للجديد، فتتأكد جهات اتصالك من أنك ما زلت أنت.</translation>
    </message>
    <message>
        <source>Your safety numbers change. Whoever compared them with you keeps the mark “Verified”.</source>
        <translation>تتغيّر أرقام أمانك. ومن قارنها معك تبقى لديه العلامة «تم التحقق منه».</translation>
    </message>
    <message>
        <source>Your contacts see one line in their chat with you: you renewed your keys.</source>
        <translation>ترى جهات اتصالك سطرًا واحدًا في محادثتها معك: جدّدت مفاتيحك.</translation>
    </message>
    <message>
        <source>Renew now</source>
        <translation>التجديد الآن</translation>
    </message>
</context>
<context>
    <name>RequestBar</name>
    <message>
        <source>Block</source>
        <translation>حظر</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>حذف</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>قبول</translation>
    </message>
    <message>
        <source>Let {name} write to you?</source>
        <translation>هل تسمح لـ {name} بمراسلتك؟</translation>
    </message>
    <message>
        <source>Until then {name} cannot see that you read this.</source>
        <translation>حتى ذلك الحين لا يرى {name} أنك تقرأ هذا.</translation>
    </message>
    <message>
        <source>Until then {name} cannot see that you read this, or that you are online.</source>
        <translation>حتى ذلك الحين لا يرى {name} أنك تقرأ هذا أو أنك متصل.</translation>
    </message>
</context>
<context>
    <name>RequestIntro</name>
    <message>
        <source>Request from {name}</source>
        <translation>طلب من {name}</translation>
    </message>
    <message>
        <source>You have written to this person before.</source>
        <translation>سبق أن كتبتَ إلى هذا الشخص.</translation>
    </message>
    <message>
        <source>You have not written with this person before.</source>
        <translation>لم تتراسل مع هذا الشخص من قبل.</translation>
    </message>
    <message>
        <source>The name is what they call themselves.</source>
        <translation>الاسم هو ما يسمّي به نفسه.</translation>
    </message>
    <message>
        <source>Their name is shown once the server has confirmed it.</source>
        <translation>يظهر اسمه بعد أن يؤكده الخادم.</translation>
    </message>
</context>
<context>
    <name>RequestListView</name>
    <message>
        <source>Message requests</source>
        <translation>طلبات المراسلة</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>الطلبات</translation>
    </message>
    <message>
        <source>People who ask to write</source>
        <translation>أشخاص يطلبون مراسلتك</translation>
    </message>
    <message>
        <source>People you have no chat with yet. They do not learn whether you looked.</source>
        <translation>أشخاص ليس لديك معهم محادثة بعد. لا يعلمون إن كنت قد نظرت.</translation>
    </message>
    <message>
        <source>Nobody new has written to you. People you have no chat with yet appear here first.</source>
        <translation>لم يكتب إليك أحد جديد. من ليست لك دردشة معه بعد يظهر هنا أولًا.</translation>
    </message>
</context>
<context>
    <name>RescueChoices</name>
    <message>
        <source>Open what can be read</source>
        <translation>فتح ما تمكن قراءته</translation>
    </message>
    <message>
        <source>To read and search; nothing is sent or received</source>
        <translation>للقراءة والبحث؛ لا يُرسل شيء ولا يُستلم</translation>
    </message>
    <message>
        <source>Save a report…</source>
        <translation>حفظ تقرير…</translation>
    </message>
    <message>
        <source>What happened, without any message text</source>
        <translation>ما حدث، من دون نص أي رسالة</translation>
    </message>
    <message>
        <source>d MMMM yyyy, HH:mm</source>
        <translation>d MMMM yyyy، HH:mm</translation>
    </message>
    <message>
        <source>Open the copy made before the last upgrade</source>
        <translation>فتح النسخة المأخوذة قبل آخر ترقية</translation>
    </message>
    <message>
        <source>Of {day}; what came later is missing</source>
        <translation>من {day}؛ ما جاء بعدها ناقص</translation>
    </message>
</context>
<context>
    <name>RescueFlow</name>
    <message>
        <source>Opening the copy</source>
        <translation>جارٍ فتح النسخة</translation>
    </message>
    <message>
        <source>Reading what can be read</source>
        <translation>جارٍ قراءة ما تمكن قراءته</translation>
    </message>
    <message>
        <source>Save a report</source>
        <translation>حفظ تقرير</translation>
    </message>
</context>
<context>
    <name>SavedHistoryBar</name>
    <message>
        <source>Close</source>
        <translation>إغلاق</translation>
    </message>
    <message>
        <source>You can read and search them; nothing is sent or received.</source>
        <translation>يمكنك قراءتها والبحث فيها؛ لا يُرسل شيء ولا يُستلم.</translation>
    </message>
    <message>
        <source>These chats were saved from a damaged history</source>
        <translation>أُنقذت هذه المحادثات من سجل تالف</translation>
    </message>
    <message>
        <source>1 message could be read.</source>
        <translation>أمكنت قراءة رسالة واحدة.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln messages could be read.</source>
        <translation>
            <numerusform>لم تمكن قراءة أي رسالة.</numerusform>
            <numerusform>أمكنت قراءة رسالة واحدة.</numerusform>
            <numerusform>أمكنت قراءة رسالتين.</numerusform>
            <numerusform>أمكنت قراءة %Ln رسائل.</numerusform>
            <numerusform>أمكنت قراءة %Ln رسالة.</numerusform>
            <numerusform>أمكنت قراءة %Ln رسالة.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln or more could not.</source>
        <translation>
            <numerusform>لم يُعرف عدد ما تعذّر.</numerusform>
            <numerusform>تعذّرت واحدة أو أكثر.</numerusform>
            <numerusform>تعذّرت اثنتان أو أكثر.</numerusform>
            <numerusform>تعذّرت %Ln أو أكثر.</numerusform>
            <numerusform>تعذّرت %Ln أو أكثر.</numerusform>
            <numerusform>تعذّرت %Ln أو أكثر.</numerusform>
        </translation>
    </message>
    <message>
        <source>None is lost.</source>
        <translation>لم يُفقد منها شيء.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln could not.</source>
        <translation>
            <numerusform>لم تتعذّر أي رسالة.</numerusform>
            <numerusform>تعذّرت واحدة.</numerusform>
            <numerusform>تعذّرت اثنتان.</numerusform>
            <numerusform>تعذّرت %Ln.</numerusform>
            <numerusform>تعذّرت %Ln.</numerusform>
            <numerusform>تعذّرت %Ln.</numerusform>
        </translation>
    </message>
    <message>
        <source>1 person is shown without a name.</source>
        <translation>شخص واحد يظهر بلا اسم.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln people are shown without a name.</source>
        <translation>
            <numerusform>لا أحد يظهر بلا اسم.</numerusform>
            <numerusform>شخص واحد يظهر بلا اسم.</numerusform>
            <numerusform>شخصان يظهران بلا اسم.</numerusform>
            <numerusform>%Ln أشخاص يظهرون بلا اسم.</numerusform>
            <numerusform>%Ln شخصًا يظهرون بلا اسم.</numerusform>
            <numerusform>%Ln شخص يظهرون بلا اسم.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SearchField</name>
    <message>
        <source>Clear</source>
        <translation>مسح</translation>
    </message>
</context>
<context>
    <name>SearchResultDelegate</name>
    <message>
        <source>You:</source>
        <translation>أنت:</translation>
    </message>
</context>
<context>
    <name>SearchResultsModel</name>
    <message>
        <source>Chats</source>
        <translation>المحادثات</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>الرسائل</translation>
    </message>
    <message>
        <source>Chat with {name}. {message}</source>
        <translation>محادثة مع {name}. {message}</translation>
    </message>
</context>
<context>
    <name>SearchView</name>
    <message>
        <source>Search all chats</source>
        <translation>البحث في كل المحادثات</translation>
    </message>
    <message>
        <source>From</source>
        <translation>من</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>منذ</translation>
    </message>
    <message>
        <source>What was found</source>
        <translation>ما عُثر عليه</translation>
    </message>
    <message numerus="yes">
        <source>%Ln+ found</source>
        <translation>
            <numerusform>لا نتائج</numerusform>
            <numerusform>أكثر من نتيجة</numerusform>
            <numerusform>أكثر من نتيجتين</numerusform>
            <numerusform>أكثر من %Ln نتائج</numerusform>
            <numerusform>أكثر من %Ln نتيجة</numerusform>
            <numerusform>أكثر من %Ln نتيجة</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln found</source>
        <translation>
            <numerusform>لا نتائج</numerusform>
            <numerusform>نتيجة واحدة</numerusform>
            <numerusform>نتيجتان</numerusform>
            <numerusform>%Ln نتائج</numerusform>
            <numerusform>%Ln نتيجة</numerusform>
            <numerusform>%Ln نتيجة</numerusform>
        </translation>
    </message>
    <message>
        <source>Older messages are still being made ready for search.</source>
        <translation>ما زالت الرسائل الأقدم تُجهَّز للبحث.</translation>
    </message>
    <message>
        <source>Nothing was found. Try fewer or other words.</source>
        <translation>لم يُعثر على شيء. جرّب كلمات أقل أو كلمات أخرى.</translation>
    </message>
    <message>
        <source>Finds words in the messages of all your chats.</source>
        <translation>يبحث عن الكلمات في رسائل كل محادثاتك.</translation>
    </message>
    <message>
        <source>You</source>
        <translation>أنت</translation>
    </message>
    <message>
        <source>From {name}</source>
        <translation>من {name}</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>اليوم</translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation>آخر 7 أيام</translation>
    </message>
    <message>
        <source>Last 30 days</source>
        <translation>آخر 30 يومًا</translation>
    </message>
    <message>
        <source>Last 12 months</source>
        <translation>آخر 12 شهرًا</translation>
    </message>
</context>
<context>
    <name>SecurityPage</name>
    <message>
        <source>Ask for your password</source>
        <translation>طلب كلمة مرورك</translation>
    </message>
    <message>
        <source>After an hour</source>
        <translation>بعد ساعة</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>أبدًا</translation>
    </message>
    <message>
        <source>Make a new code…</source>
        <translation>إنشاء رمز جديد…</translation>
    </message>
    <message>
        <source>After a minute</source>
        <translation>بعد دقيقة</translation>
    </message>
    <message numerus="yes">
        <source>After %n minutes</source>
        <translation>
            <numerusform>على الفور</numerusform>
            <numerusform>بعد دقيقة</numerusform>
            <numerusform>بعد دقيقتين</numerusform>
            <numerusform>بعد %n دقائق</numerusform>
            <numerusform>بعد %n دقيقة</numerusform>
            <numerusform>بعد %n دقيقة</numerusform>
        </translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>القفل</translation>
    </message>
    <message>
        <source>When SecureChat starts and after it was locked. Ctrl+L locks at once.</source>
        <translation>عند بدء SecureChat وبعد قفله. Ctrl+L يقفل فورًا.</translation>
    </message>
    <message>
        <source>SecureChat asks for your passphrase at each start. Ctrl+L locks.</source>
        <translation>يطلب SecureChat عبارة مرورك عند كل تشغيل. Ctrl+L يقفل.</translation>
    </message>
    <message>
        <source>Lock when you are away</source>
        <translation>القفل عند غيابك</translation>
    </message>
    <message>
        <source>Closes the chats and asks for your password again.</source>
        <translation>يغلق المحادثات ويطلب كلمة مرورك من جديد.</translation>
    </message>
    <message>
        <source>Recovery code</source>
        <translation>رمز الاسترداد</translation>
    </message>
    <message>
        <source>Another code</source>
        <translation>رمز آخر</translation>
    </message>
    <message>
        <source>Opens your chats on this computer without password or keyring. The code that you have now opens nothing after that.</source>
        <translation>يفتح محادثاتك على هذا الحاسوب من دون كلمة مرور أو حلقة مفاتيح. والرمز الذي لديك الآن لا يفتح شيئًا بعد ذلك.</translation>
    </message>
</context>
<context>
    <name>Server</name>
    <message>
        <source>this computer</source>
        <translation>هذا الحاسوب</translation>
    </message>
</context>
<context>
    <name>ServerKeyDialog</name>
    <message>
        <source>Is this still your server?</source>
        <translation>هل ما زال هذا خادمك؟</translation>
    </message>
    <message>
        <source>The server shows another identity than the last time you used your password with it. That is normal after it was set up anew or moved.</source>
        <translation>يُظهر الخادم هوية غير التي أظهرها حين استخدمت كلمة مرورك معه آخر مرة. هذا طبيعي بعد إعادة إعداده أو نقله.</translation>
    </message>
    <message>
        <source>It can also mean that somebody else answers in its place. With your password they could take your username away from you. They could not read your messages.</source>
        <translation>وقد يعني أيضًا أن جهة أخرى تجيب مكانه. وبكلمة مرورك تستطيع أن تأخذ اسم المستخدم منك. ولا تستطيع قراءة رسائلك.</translation>
    </message>
    <message>
        <source>Nothing has been sent yet. If you are not sure, cancel and ask whoever runs the server.</source>
        <translation>لم يُرسل شيء بعد. إن لم تكن متأكدًا فألغِ واسأل من يدير الخادم.</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>متابعة</translation>
    </message>
</context>
<context>
    <name>ServerLine</name>
    <message>
        <source>Server</source>
        <translation>الخادم</translation>
    </message>
    <message>
        <source>Its address, or an invite from somebody who is there.</source>
        <translation>عنوانه، أو دعوة من شخص موجود عليه.</translation>
    </message>
    <message>
        <source>Run a server on this computer</source>
        <translation>تشغيل خادم على هذا الحاسوب</translation>
    </message>
    <message>
        <source>Server: {address}</source>
        <translation>الخادم: {address}</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>تغيير</translation>
    </message>
    <message>
        <source>Change server</source>
        <translation>تغيير الخادم</translation>
    </message>
    <message>
        <source>Reached from this computer alone, while SecureChat is open.</source>
        <translation>يمكن الوصول إليه من هذا الحاسوب وحده، ما دام SecureChat مفتوحًا.</translation>
    </message>
    <message>
        <source>Type the address of your server.</source>
        <translation>اكتب عنوان خادمك.</translation>
    </message>
    <message>
        <source>{server}, where {name} is</source>
        <translation>{server}، حيث يوجد {name}</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>Account</source>
        <translation>الحساب</translation>
    </message>
    <message>
        <source>Privacy</source>
        <translation>الخصوصية</translation>
    </message>
    <message>
        <source>Security</source>
        <translation>الأمان</translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>الإشعارات</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>المظهر</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>الشبكة</translation>
    </message>
    <message>
        <source>Storage</source>
        <translation>التخزين</translation>
    </message>
    <message>
        <source>About</source>
        <translation>حول</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Search settings</source>
        <translation>البحث في الإعدادات</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>الإعدادات</translation>
    </message>
    <message>
        <source>All settings</source>
        <translation>كل الإعدادات</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>إغلاق</translation>
    </message>
    <message>
        <source>Settings: {section}</source>
        <translation>الإعدادات: {section}</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>النتائج</translation>
    </message>
    <message>
        <source>Settings that were found</source>
        <translation>الإعدادات التي عُثر عليها</translation>
    </message>
</context>
<context>
    <name>SettingsResults</name>
    <message>
        <source>Nothing in the settings has these words.</source>
        <translation>لا شيء في الإعدادات فيه هذه الكلمات.</translation>
    </message>
</context>
<context>
    <name>ShellDialogs</name>
    <message>
        <source>Why is sending stopped?</source>
        <translation>لماذا توقف الإرسال؟</translation>
    </message>
    <message>
        <source>The numbers do not match</source>
        <translation>الأرقام غير متطابقة</translation>
    </message>
</context>
<context>
    <name>ShellKeys</name>
    <message>
        <source>Settings: {section}</source>
        <translation>الإعدادات: {section}</translation>
    </message>
</context>
<context>
    <name>ShortcutsDialog</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>اختصارات لوحة المفاتيح</translation>
    </message>
    <message>
        <source>Chats</source>
        <translation>المحادثات</translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation>المحادثة</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>النافذة</translation>
    </message>
    <message>
        <source>A chat by its place in the list</source>
        <translation>محادثة بحسب موضعها في القائمة</translation>
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
        <translation>تحرير المساحة</translation>
    </message>
    <message>
        <source>Delete copies</source>
        <translation>حذف النسخ</translation>
    </message>
    <message>
        <source>Yes, delete them</source>
        <translation>نعم، احذفها</translation>
    </message>
    <message>
        <source>On this computer</source>
        <translation>على هذا الحاسوب</translation>
    </message>
    <message>
        <source>Messages and contacts</source>
        <translation>الرسائل وجهات الاتصال</translation>
    </message>
    <message>
        <source>Encrypted. Nothing of it lies on the server once it came here.</source>
        <translation>مشفّرة. لا يبقى منها شيء على الخادم بعد وصولها إلى هنا.</translation>
    </message>
    <message>
        <source>Unused</source>
        <translation>غير مستخدم</translation>
    </message>
    <message>
        <source>Left by what was deleted. New messages fill it.</source>
        <translation>بقي بعد ما حُذف. تملؤه رسائل جديدة.</translation>
    </message>
    <message>
        <source>Copies</source>
        <translation>النسخ</translation>
    </message>
    <message>
        <source>Made before upgrades</source>
        <translation>أُنشئت قبل الترقيات</translation>
    </message>
    <message>
        <source>Encrypted as well. They help if an upgrade goes wrong.</source>
        <translation>مشفّرة أيضًا. تفيد إذا تعثّرت ترقية.</translation>
    </message>
    <message>
        <source>{size}, 1 message</source>
        <translation>{size}، رسالة واحدة</translation>
    </message>
    <message numerus="yes">
        <source>{size}, %Ln messages</source>
        <translation>
            <numerusform>{size}، لا رسائل</numerusform>
            <numerusform>{size}، رسالة واحدة</numerusform>
            <numerusform>{size}، رسالتان</numerusform>
            <numerusform>{size}، %Ln رسائل</numerusform>
            <numerusform>{size}، %Ln رسالة</numerusform>
            <numerusform>{size}، %Ln رسالة</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StrengthMeter</name>
    <message>
        <source>Four or five random words are best.</source>
        <translation>أربع أو خمس كلمات عشوائية هي الأفضل.</translation>
    </message>
    <message>
        <source>Too easy to guess.</source>
        <translation>سهلة التخمين جدًا.</translation>
    </message>
    <message>
        <source>Weak.</source>
        <translation>ضعيفة.</translation>
    </message>
    <message>
        <source>Fair.</source>
        <translation>متوسطة.</translation>
    </message>
    <message>
        <source>Strong.</source>
        <translation>قوية.</translation>
    </message>
    <message>
        <source>Excellent.</source>
        <translation>ممتازة.</translation>
    </message>
    <message>
        <source>Another word or two would help.</source>
        <translation>كلمة أخرى أو اثنتان تفيدان.</translation>
    </message>
    <message>
        <source>One more word makes it excellent.</source>
        <translation>كلمة أخرى تجعلها ممتازة.</translation>
    </message>
    <message>
        <source>Many people use it. Put several words together.</source>
        <translation>يستخدمها كثيرون. اجمع عدة كلمات معًا.</translation>
    </message>
    <message>
        <source>Leave your username out of it.</source>
        <translation>لا تضع فيها اسم المستخدم.</translation>
    </message>
    <message>
        <source>Leave dates and years out of it.</source>
        <translation>لا تضع فيها تواريخ وسنوات.</translation>
    </message>
    <message>
        <source>Leave out rows such as abc, 111 or qwert.</source>
        <translation>تجنّب التسلسلات مثل abc أو 111 أو qwert.</translation>
    </message>
</context>
<context>
    <name>TextField</name>
    <message>
        <source>Hide {label}</source>
        <translation>إخفاء {label}</translation>
    </message>
    <message>
        <source>Show {label}</source>
        <translation>إظهار {label}</translation>
    </message>
</context>
<context>
    <name>TextSample</name>
    <message>
        <source>This is how your messages will look</source>
        <translation>هكذا ستظهر رسائلك</translation>
    </message>
    <message>
        <source>Easy to read 👌</source>
        <translation>سهلة القراءة 👌</translation>
    </message>
    <message>
        <source>Sample of the text size</source>
        <translation>نموذج لحجم النص</translation>
    </message>
</context>
<context>
    <name>Time</name>
    <message>
        <source>Today</source>
        <translation>اليوم</translation>
    </message>
    <message>
        <source>d MMM yyyy, HH:mm</source>
        <translation>d MMM yyyy، HH:mm</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>أمس</translation>
    </message>
    <message>
        <source>d MMM</source>
        <translation>d MMM</translation>
    </message>
    <message>
        <source>d MMMM</source>
        <translation>d MMMM</translation>
    </message>
    <message>
        <source>d MMM yyyy</source>
        <translation>d MMM yyyy</translation>
    </message>
    <message>
        <source>d MMMM yyyy</source>
        <translation>d MMMM yyyy</translation>
    </message>
</context>
<context>
    <name>Toast</name>
    <message>
        <source>Dismiss</source>
        <translation>إخفاء</translation>
    </message>
</context>
<context>
    <name>Tray</name>
    <message>
        <source>Do not disturb</source>
        <translation>عدم الإزعاج</translation>
    </message>
    <message>
        <source>Open SecureChat</source>
        <translation>فتح SecureChat</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>إنهاء</translation>
    </message>
    <message>
        <source>SecureChat</source>
        <translation>SecureChat</translation>
    </message>
    <message>
        <source>SecureChat: 1 unread message</source>
        <translation>SecureChat: رسالة واحدة غير مقروءة</translation>
    </message>
    <message numerus="yes">
        <source>SecureChat: %n unread messages</source>
        <translation>
            <numerusform>SecureChat: لا رسائل غير مقروءة</numerusform>
            <numerusform>SecureChat: رسالة واحدة غير مقروءة</numerusform>
            <numerusform>SecureChat: رسالتان غير مقروءتين</numerusform>
            <numerusform>SecureChat: %n رسائل غير مقروءة</numerusform>
            <numerusform>SecureChat: %n رسالة غير مقروءة</numerusform>
            <numerusform>SecureChat: %n رسالة غير مقروءة</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Trust</name>
    <message>
        <source>Verified</source>
        <translation>تم التحقق منه</translation>
    </message>
    <message>
        <source>Key changed</source>
        <translation>تغيّر المفتاح</translation>
    </message>
    <message>
        <source>No longer verified</source>
        <translation>لم يعد متحقَّقًا منه</translation>
    </message>
    <message>
        <source>Keys hidden</source>
        <translation>المفاتيح مخفية</translation>
    </message>
    <message>
        <source>Keys in doubt</source>
        <translation>المفاتيح موضع شك</translation>
    </message>
    <message>
        <source>Not verified</source>
        <translation>لم يُتحقق منه</translation>
    </message>
    <message>
        <source>Sending is stopped.</source>
        <translation>الإرسال متوقف.</translation>
    </message>
    <message>
        <source>Sending is paused.</source>
        <translation>الإرسال متوقف مؤقتًا.</translation>
    </message>
    <message>
        <source>You once compared numbers with {name}, so you could be sure who reads your messages. Now another key answers under this name.</source>
        <translation>لقد قارنت الأرقام مع {name} من قبل، فكنت متأكدًا ممن يقرأ رسائلك. والآن يجيب مفتاح آخر تحت هذا الاسم.</translation>
    </message>
    <message>
        <source>Most often the reason is harmless: {name} has a new computer or set up SecureChat again. But it looks exactly the same when somebody else has taken the name.</source>
        <translation>غالبًا ما يكون السبب عاديًا: لدى {name} حاسوب جديد أو أعاد إعداد SecureChat. لكن الأمر يبدو كذلك تمامًا حين يأخذ شخص آخر الاسم.</translation>
    </message>
    <message>
        <source>So nothing is sent until you know. Meet or call {name}, ask about it, and compare the numbers again. Do not ask by message.</source>
        <translation>لذلك لا يُرسل شيء حتى تتأكد. قابل {name} أو اتصل به واسأله عن ذلك، ثم قارنا الأرقام من جديد. لا تسأل برسالة.</translation>
    </message>
    <message>
        <source>A message that {name} wrote speaks of newer keys. The server was asked for them and showed only the older ones.</source>
        <translation>تذكر رسالة كتبها {name} مفاتيح أحدث. سُئل الخادم عنها فلم يُظهر إلا الأقدم.</translation>
    </message>
    <message>
        <source>It may be a fault of the server that passes by itself. But hiding new keys is also how somebody would keep you writing to keys that were stolen from {name}.</source>
        <translation>قد يكون ذلك خللًا في الخادم يزول من تلقاء نفسه. لكن إخفاء المفاتيح الجديدة هو أيضًا ما يفعله من يريد أن تظل تكتب إلى مفاتيح سُرقت من {name}.</translation>
    </message>
    <message>
        <source>So nothing is sent until the server shows them, or until you met or called {name} and compared the numbers again. Do not ask by message.</source>
        <translation>لذلك لا يُرسل شيء حتى يُظهرها الخادم، أو حتى تقابل {name} أو تتصل به وتقارنا الأرقام من جديد. لا تسأل برسالة.</translation>
    </message>
    <message>
        <source>Then somebody may stand between you and {name} and read along. Write nothing here that only {name} may know.</source>
        <translation>إذن قد يكون أحدهم بينك وبين {name} ويقرأ ما تكتبان. لا تكتب هنا شيئًا لا يجوز أن يعرفه غير {name}.</translation>
    </message>
    <message>
        <source>First make sure that both of you look at the right chat: {name} must have yours open, on the computer that is in use now.</source>
        <translation>تأكدا أولًا من أنكما تنظران إلى المحادثة الصحيحة: يجب أن يفتح {name} محادثتك، على الحاسوب المستخدم الآن.</translation>
    </message>
    <message>
        <source>If the numbers still differ, talk to {name} in another way and tell whoever runs your server. The contact stays unverified.</source>
        <translation>إذا بقيت الأرقام مختلفة، فتحدّث مع {name} بطريقة أخرى وأخبر من يدير خادمكما. تبقى جهة الاتصال غير متحقَّق منها.</translation>
    </message>
</context>
<context>
    <name>TrustBadge</name>
    <message>
        <source>Verify</source>
        <translation>التحقق</translation>
    </message>
    <message>
        <source>Show the safety number</source>
        <translation>عرض رقم الأمان</translation>
    </message>
</context>
<context>
    <name>TrustBanner</name>
    <message>
        <source>Accept new key</source>
        <translation>قبول المفتاح الجديد</translation>
    </message>
    <message>
        <source>Why?</source>
        <translation>لماذا؟</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>التحقق</translation>
    </message>
    <message>
        <source>Send anyway</source>
        <translation>الإرسال رغم ذلك</translation>
    </message>
    <message>
        <source>Verify again</source>
        <translation>التحقق من جديد</translation>
    </message>
    <message>
        <source>The server does not show {name}’s newest keys</source>
        <translation>لا يُظهر الخادم أحدث مفاتيح {name}</translation>
    </message>
    <message>
        <source>It may be a fault, or hide a change. Sending waits until you decide.</source>
        <translation>قد يكون خللًا، أو يخفي تغييرًا. ينتظر الإرسال قرارك.</translation>
    </message>
    <message>
        <source>This may not be {name}: the key you verified has changed</source>
        <translation>قد لا يكون هذا {name}: تغيّر المفتاح الذي تحققت منه</translation>
    </message>
    <message>
        <source>Meet or call {name} and verify again. Until then nothing is sent.</source>
        <translation>قابل {name} أو اتصل به وتحقق من جديد. حتى ذلك الحين لا يُرسل شيء.</translation>
    </message>
    <message>
        <source>{name}’s security key has changed</source>
        <translation>تغيّر مفتاح الأمان لدى {name}</translation>
    </message>
    <message>
        <source>Most likely {name} has a new computer. Sending waits until you decide.</source>
        <translation>الأرجح أن لدى {name} حاسوبًا جديدًا. ينتظر الإرسال قرارك.</translation>
    </message>
</context>
<context>
    <name>TrustCard</name>
    <message>
        <source>Compare numbers to be sure</source>
        <translation>قارن الأرقام لتتأكد</translation>
    </message>
    <message>
        <source>You compared the numbers</source>
        <translation>لقد قارنت الأرقام</translation>
    </message>
    <message>
        <source>Look before you write</source>
        <translation>تأكد قبل أن تكتب</translation>
    </message>
    <message>
        <source>Verify again before you write</source>
        <translation>تحقق من جديد قبل أن تكتب</translation>
    </message>
    <message>
        <source>Verify this contact</source>
        <translation>التحقق من جهة الاتصال هذه</translation>
    </message>
</context>
<context>
    <name>VerifyDialog</name>
    <message>
        <source>Verify {name}</source>
        <translation>التحقق من {name}</translation>
    </message>
    <message>
        <source>Meet or call {name} and compare these numbers. If both of you see the same ones, you are writing to {name}, and nobody else can read along.</source>
        <translation>قابل {name} أو اتصل به وقارنا هذه الأرقام. إذا رأيتما الأرقام نفسها فأنت تكتب إلى {name}، ولا يستطيع غيركما القراءة.</translation>
    </message>
    <message>
        <source>Your code</source>
        <translation>رمزك</translation>
    </message>
    <message>
        <source>Not by message: whoever sits in between could change the numbers on the way.</source>
        <translation>ليس برسالة: من يقف بينكما قد يغيّر الأرقام في الطريق.</translation>
    </message>
    <message>
        <source>Read aloud, row by row</source>
        <translation>اقرأها بصوت عالٍ سطرًا سطرًا</translation>
    </message>
    <message>
        <source>{name} sees the same rows, in this order.</source>
        <translation>يرى {name} الأسطر نفسها بهذا الترتيب.</translation>
    </message>
    <message>
        <source>Or let {name} scan this</source>
        <translation>أو دع {name} يمسح هذا</translation>
    </message>
    <message>
        <source>You have a picture of {name}’s code?</source>
        <translation>هل لديك صورة لرمز {name}؟</translation>
    </message>
    <message>
        <source>Open picture…</source>
        <translation>فتح صورة…</translation>
    </message>
    <message>
        <source>Read code from a picture</source>
        <translation>قراءة الرمز من صورة</translation>
    </message>
    <message>
        <source>Paste picture</source>
        <translation>لصق صورة</translation>
    </message>
    <message>
        <source>Read code from the clipboard</source>
        <translation>قراءة الرمز من الحافظة</translation>
    </message>
    <message>
        <source>They do not match</source>
        <translation>لا تتطابق</translation>
    </message>
    <message>
        <source>Take the mark back</source>
        <translation>إزالة العلامة</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>ليس الآن</translation>
    </message>
    <message>
        <source>Mark as verified</source>
        <translation>تعليم كمتحقَّق منه</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>إغلاق</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>تم</translation>
    </message>
    <message>
        <source>This code does not fit. Either it is somebody else’s, an old one, or the numbers do not match.</source>
        <translation>هذا الرمز غير مناسب. إما أنه لشخص آخر أو قديم، أو أن الأرقام غير متطابقة.</translation>
    </message>
    <message>
        <source>Open a picture of the code</source>
        <translation>فتح صورة للرمز</translation>
    </message>
    <message>
        <source>Pictures (*.png *.jpg *.jpeg *.webp *.bmp *.gif)</source>
        <translation>صور (*.png *.jpg *.jpeg *.webp *.bmp *.gif)</translation>
    </message>
    <message>
        <source>There is no picture that can be opened.</source>
        <translation>لا توجد صورة يمكن فتحها.</translation>
    </message>
    <message>
        <source>No code was found in this picture. It must be whole and sharp.</source>
        <translation>لم يُعثر على رمز في هذه الصورة. يجب أن يكون كاملًا وواضحًا.</translation>
    </message>
</context>
<context>
    <name>WelcomePage</name>
    <message>
        <source>Create an account</source>
        <translation>إنشاء حساب</translation>
    </message>
    <message>
        <source>New here? It takes about a minute.</source>
        <translation>جديد هنا؟ يستغرق ذلك نحو دقيقة.</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>تسجيل الدخول</translation>
    </message>
    <message>
        <source>I already have an account</source>
        <translation>لديّ حساب بالفعل</translation>
    </message>
    <message>
        <source>Sign in: chosen</source>
        <translation>تسجيل الدخول: مُختار</translation>
    </message>
    <message>
        <source>Welcome</source>
        <translation>مرحبًا بك</translation>
    </message>
    <message>
        <source>How would you like to begin?</source>
        <translation>كيف تودّ أن تبدأ؟</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>متابعة</translation>
    </message>
    <message>
        <source>Username</source>
        <translation>اسم المستخدم</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>كلمة المرور</translation>
    </message>
    <message>
        <source>Signing in here signs your other computer out. Your old messages stay there and do not move with you. Your contacts will see that you have a new key.</source>
        <translation>تسجيل الدخول هنا يُخرج حاسوبك الآخر. رسائلك القديمة تبقى هناك ولا تنتقل معك. وسترى جهات اتصالك أن لديك مفتاحًا جديدًا.</translation>
    </message>
    <message>
        <source>Type your password.</source>
        <translation>اكتب كلمة مرورك.</translation>
    </message>
</context>
<context>
    <name>_CodeCard</name>
    <message>
        <source>Copy</source>
        <translation>نسخ</translation>
    </message>
    <message>
        <source>Save as file…</source>
        <translation>حفظ كملف…</translation>
    </message>
    <message>
        <source>{number}: {group}</source>
        <translation>{number}: {group}</translation>
    </message>
    <message>
        <source>Recovery code</source>
        <translation>رمز الاسترداد</translation>
    </message>
</context>
<context>
    <name>_Digits</name>
    <message>
        <source>Safety number</source>
        <translation>رقم الأمان</translation>
    </message>
</context>
<context>
    <name>_OwnAvatar</name>
    <message>
        <source>Accounts</source>
        <translation>الحسابات</translation>
    </message>
    <message>
        <source>Signed in as {name}</source>
        <translation>مسجّل الدخول باسم {name}</translation>
    </message>
    <message>
        <source>Other accounts</source>
        <translation>حسابات أخرى</translation>
    </message>
</context>
<context>
    <name>_PersonCard</name>
    <message>
        <source>Found {name}, {presence}</source>
        <translation>عُثر على {name}، {presence}</translation>
    </message>
    <message>
        <source>Found {name}</source>
        <translation>عُثر على {name}</translation>
    </message>
    <message>
        <source>Online now</source>
        <translation>متصل الآن</translation>
    </message>
</context>
</TS>
