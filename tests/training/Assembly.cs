// The number of libtorch's threads is the process's, and another number rounds differently.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
