// One pool of worker threads for the whole process, shared by all Node.js environments in it.
#pragma once

#include "types.h"

namespace transnar {

using Task = void (*)(void* context, Index index);

// Runs task(context, i) for all i in [0, count), on the calling thread and on whatever workers are free. Tasks may
// run in any order and at the same time; a nested call, or one while another thread has the pool, runs serially.
void runTasks(Index count, Task task, void* context);

// Threads that compute, the calling one included.
int threadCount();

// Changes the number of threads; 0 means one per core.
void setThreadCount(int count);

// Begins or ends the time in which the calling thread is one of several that share work: as long as there are as many of
// them as there are threads to compute, it runs its tasks itself, one after another.
void setShare(bool begins);

}  // namespace transnar
