namespace StreamW2V.EndToEnd.Tests.Recovery;

/// <summary>What the program is doing when it is killed.</summary>
internal enum KillMoment
{
    /// <summary>Starting: the runtime, the store, the replay of the journal.</summary>
    Starting,

    /// <summary>Reading a file that has just arrived into the journal.</summary>
    Accepting,

    /// <summary>Learning, between two commits or in one.</summary>
    Learning,

    /// <summary>Writing a generation.</summary>
    Committing,
}
