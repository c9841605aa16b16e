namespace StreamW2V.TestKit.Disks;

/// <summary>What a crash leaves where a file got longer but its content was not written.</summary>
public enum CrashTail
{
    /// <summary>No file is longer than the last of what was written of it; gaps before that are zeros.</summary>
    None,

    /// <summary>Every file has the length it was given; zeros stand where nothing was written.</summary>
    Zeros,

    /// <summary>The same with what was on the disk there before: bytes of another file.</summary>
    Stale,
}
