// The same graphs through ONNX Runtime's C API: what a wrapper can at best be as fast as.
//
//   c-api FOLDER THREADS        reads lines "encode B N" or "decode B N", prints the median time of N runs in nanoseconds
//   c-api FOLDER THREADS first  loads the pair, encodes and decodes one datum, ends
//
// Buffers, tensors and bindings are made once a batch size, as a careful C program would.
#include <onnxruntime_c_api.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const OrtApi *api;

static void check(OrtStatus *status) {
    if (!status) return;
    fprintf(stderr, "%s\n", api->GetErrorMessage(status));
    exit(1);
}

static OrtSession *open_graph(OrtEnv *env, const char *folder, const char *name, const char *threads) {
    char path[4096];
    OrtSessionOptions *options;
    OrtSession *session;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    check(api->CreateSessionOptions(&options));
    check(api->SetIntraOpNumThreads(options, atoi(threads)));
    check(api->SetSessionGraphOptimizationLevel(options, ORT_ENABLE_ALL));
    check(api->AddSessionConfigEntry(options, "session.intra_op.allow_spinning", "0"));
    check(api->CreateSession(env, path, options, &session));
    api->ReleaseSessionOptions(options);
    return session;
}

// The numbers in one datum of the first input or of an output.
static size_t length_of(OrtSession *session, int output, size_t index) {
    OrtTypeInfo *info;
    const OrtTensorTypeAndShapeInfo *tensor;
    size_t rank, length = 1;
    int64_t sizes[16];
    check(output ? api->SessionGetOutputTypeInfo(session, index, &info) : api->SessionGetInputTypeInfo(session, index, &info));
    check(api->CastTypeInfoToTensorInfo(info, &tensor));
    check(api->GetDimensionsCount(tensor, &rank));
    check(api->GetDimensions(tensor, sizes, rank));
    for (size_t i = 1; i < rank; i++) length *= sizes[i];
    api->ReleaseTypeInfo(info);
    return length;
}

static float *bind(OrtSession *session, OrtIoBinding *binding, OrtMemoryInfo *memory, int output, size_t index, int64_t batch) {
    OrtAllocator *allocator;
    char *name;
    OrtValue *value;
    size_t length = length_of(session, output, index);
    int64_t shape[2] = {batch, (int64_t)length};
    float *buffer = aligned_alloc(64, (batch * length * sizeof(float) + 63) / 64 * 64);
    for (size_t i = 0; i < batch * length; i++) buffer[i] = (float)(i % 97) / 97;
    check(api->CreateTensorWithDataAsOrtValue(memory, buffer, batch * length * sizeof(float), shape, 2, ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, &value));
    check(api->GetAllocatorWithDefaultOptions(&allocator));
    if (output) {
        check(api->SessionGetOutputName(session, index, allocator, &name));
        check(api->BindOutput(binding, name, value));
    } else {
        check(api->SessionGetInputName(session, index, allocator, &name));
        check(api->BindInput(binding, name, value));
    }
    return buffer;
}

static OrtIoBinding *bind_all(OrtSession *session, OrtMemoryInfo *memory, int64_t batch) {
    OrtIoBinding *binding;
    size_t outputs;
    check(api->CreateIoBinding(session, &binding));
    bind(session, binding, memory, 0, 0, batch);
    check(api->SessionGetOutputCount(session, &outputs));
    for (size_t i = 0; i < outputs; i++) bind(session, binding, memory, 1, i, batch);
    return binding;
}

static long now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000L + time.tv_nsec;
}

static int ascending(const void *a, const void *b) {
    long x = *(const long *)a, y = *(const long *)b;
    return (x > y) - (x < y);
}

int main(int count, char **arguments) {
    OrtEnv *env;
    OrtMemoryInfo *memory;
    OrtRunOptions *options;
    if (count < 3) return 2;
    setenv("ORT_DISABLE_TELEMETRY", "1", 1);
    api = OrtGetApiBase()->GetApi(ORT_API_VERSION);
    check(api->CreateEnv(ORT_LOGGING_LEVEL_FATAL, "bench", &env));
    check(api->CreateCpuMemoryInfo(OrtArenaAllocator, OrtMemTypeDefault, &memory));
    check(api->CreateRunOptions(&options));
    OrtSession *encoder = open_graph(env, arguments[1], "encoder.onnx", arguments[2]);
    OrtSession *decoder = open_graph(env, arguments[1], "decoder.onnx", arguments[2]);
    if (count > 3) {
        check(api->RunWithBinding(encoder, options, bind_all(encoder, memory, 1)));
        check(api->RunWithBinding(decoder, options, bind_all(decoder, memory, 1)));
        return 0;
    }

    char graph[16];
    long batch, runs;
    OrtIoBinding *known[2][4097] = {{0}};
    while (scanf("%15s %ld %ld", graph, &batch, &runs) == 3) {
        int which = strcmp(graph, "decode") == 0;
        OrtSession *session = which ? decoder : encoder;
        if (!known[which][batch]) known[which][batch] = bind_all(session, memory, batch);
        long *times = malloc(runs * sizeof(long));
        for (long i = 0; i < runs; i++) {
            long start = now();
            check(api->RunWithBinding(session, options, known[which][batch]));
            times[i] = now() - start;
        }
        qsort(times, runs, sizeof(long), ascending);
        printf("%ld\n", times[runs / 2]);
        fflush(stdout);
        free(times);
    }
    return 0;
}
