/** What lies in each bundle for whoever opens it. */
export const readmeText = `Rapport证据包 / Rapport evidence bundle
======================================

这是什么
--------
一个或多个会话的记录，附带可离线核验的证明。每条记录在写入时都进入了只增不改的记录链，记录链由签名的检查点封定。
核验不需要网络，不需要原服务器，也不需要相信制作本包的人。

怎样核验
--------
1. 向该机构或其见证方（不要从本包）取得信任策略文件policy.txt，其中写明您信任谁的密钥。
2. 在浏览器中直接打开verify.html，选择本压缩包（或解压后的文件夹）和policy.txt；
   或运行：node verify.mjs bundle.zip --policy policy.txt --lang zh
3. 退出码：0：全部成立；1：被篡改；2：不是证据包或用法错误；3：不完整或无法证明；4：不可信；5：成立但有部分未出示（无遮盖记录）。
最稳妥的做法是使用您自己另行取得的verify.mjs，而不是包内这份。

包里有什么
----------
records/           内容：每个会话一个文件，每行一条记录（JSON，结构见schema/）；
                   包含所选时段内该会话的全部记录，不论事由，时段见bundle.json
files/             附件，文件名即其SHA-256
proof/             证明：每条记录的叶子、各部分的承诺与盐值、签名的检查点、哈希树
names.jsonl        人名和会话名，仅供阅读，不在证明范围之内
MANIFEST.sha256    全部文件的摘要（sha256sum -c MANIFEST.sha256）

证明了什么，没有证明什么
------------------------
证明：所示内容与当时所记逐字一致；会话（或所选时段）中间没有遗漏，末尾由清点记录界定。
没有证明：说话人的真实身份；未出示的部分；包外的会话；names.jsonl中的名称。


What this is
------------
Records of one or more conversations with proofs that can be checked offline. Each record entered a log that only grows when it
was written; signed checkpoints seal that log. Checking needs no network, no server, and no trust in whoever made this bundle.

How to check it
---------------
1. Get the policy (policy.txt: whose keys you trust) from the organization or its witness, not from this bundle.
2. Open verify.html in a browser and choose this zip (or the unpacked folder) and policy.txt;
   or run: node verify.mjs bundle.zip --policy policy.txt
3. Exit codes: 0 everything holds; 1 tampered; 2 no bundle, or called wrongly; 3 incomplete or unproven; 4 not trusted;
   5 holds, but parts are not shown, and no record says that they were taken out.
It is safest to use a verify.mjs that you got elsewhere, not the one in here.

What lies in it
---------------
records/           what was said: a file for each conversation, a line of JSON for each record (shape in schema/);
                   all of the time that was asked for (bundle.json says which), whatever it was about
files/             attachments, named by their SHA-256
proof/             leaf of each record, commitments and salts of its parts, signed checkpoints, tiles of the hash tree
names.jsonl        names of people and conversations, for reading only: no proof covers them
MANIFEST.sha256    digests of all files (sha256sum -c MANIFEST.sha256)

What is proved, and what is not
-------------------------------
Proved: what is shown is word for word what was recorded; nothing is left out in between (of the conversation, or of the time
that was asked for), and a census bounds the end.
Not proved: who the people really are; what is not shown; other conversations; the names in names.jsonl.

Formats: docs/records.md of Rapport. Hash trees: RFC 6962, C2SP tlog-tiles, signed-note, tlog-policy.
`;
