namespace StreamW2V.Store.Tests;

/// <summary>
/// The tests that start processes. They run alone: until a child has become the other program it holds a copy of every descriptor, that of a store's lock
/// included, and a test that closes its store and opens it again at that moment would find it locked.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ChildProcesses
{
    /// <summary>Name of the collection.</summary>
    public const string Name = "child processes";
}
