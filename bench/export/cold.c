/* cold RESULTS PROGRAM…: runs a program and appends a line to a file: the seconds that it took, its seconds of processor time, and
 * its greatest memory in MB. Small itself, since what a process had before it became another program counts as memory of that, too. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int main(int count, char **arguments)
{
    struct timespec start, end;
    struct rusage usage;
    int status;
    FILE *results;

    if (count < 3) return 2;
    clock_gettime(CLOCK_MONOTONIC, &start);
    pid_t child = fork();
    if (child == 0) {
        dup2(open("/dev/null", O_WRONLY), STDOUT_FILENO);
        execvp(arguments[2], arguments + 2);
        _exit(127);
    }

    if (child < 0 || wait4(child, &status, 0, &usage) != child) return 3;
    clock_gettime(CLOCK_MONOTONIC, &end);
    if (status != 0) return 1;
    results = fopen(arguments[1], "a");
    if (results == NULL) return 3;
    fprintf(results, "%.6f %.6f %.1f\n", (end.tv_sec - start.tv_sec) + (end.tv_nsec - start.tv_nsec) / 1e9,
        usage.ru_utime.tv_sec + usage.ru_stime.tv_sec + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6, usage.ru_maxrss / 1024.0);
    return fclose(results) == 0 ? 0 : 3;
}
