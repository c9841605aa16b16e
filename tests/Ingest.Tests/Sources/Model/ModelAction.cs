namespace StreamW2V.Ingest.Tests.Sources.Model;

/// <summary>What can happen to a watched folder, and to the program that reads it.</summary>
internal enum ModelAction
{
    Create,
    Append,
    AppendPart,
    Rename,
    Rotate,
    Truncate,
    TruncatePart,
    Rewrite,
    CopyBegin,
    CopyTruncate,
    GzipBegin,
    GzipWhole,
    Gzip,
    Delete,
    Replace,
    HardLink,
    SymbolicLink,
    MoveBetweenFolders,
    MoveOut,
    MoveIn,
    Hide,
    Touch,
    Steps,
    Idle,
    Kill,
    KillInWrite,
}
