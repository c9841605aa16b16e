namespace StreamW2V.TestKit.Disks;

/// <summary>One call to a disk, before it is carried out.</summary>
/// <param name="Number">How many there were before it.</param>
/// <param name="Operation">The verb, as in "write", "sync" or "sync folder".</param>
/// <param name="Path">What it is applied to.</param>
public readonly record struct DiskCall(int Number, string Operation, string Path);
