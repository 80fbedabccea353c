@rem "npm start" says exec, so that Ctrl-C and signals reach the program itself. POSIX shells know the word; on Windows, this is it.
@%*
