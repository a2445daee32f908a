#ifndef RINGBACK_CPROCESS_H
#define RINGBACK_CPROCESS_H

/// Makes the process one that survives how it was started; called first of all in `main`.
///
/// Standard input, output and error that are closed are opened on `/dev/null`: otherwise the next file or socket gets their
/// number, and what is printed goes into it. A reader that has gone (SIGPIPE) and a file that may not grow (SIGXFSZ,
/// `ulimit -f`) become errors of the write instead of ends of the process. A crash for want of memory says so.
void ringback_process_begin(void);

#endif
