namespace StreamW2V.Ingest.Sources;

/// <summary>How far a content was read, and how to recognise that content again under another name.</summary>
/// <param name="Identity">The start of the content.</param>
/// <param name="EndOffset">Raw bytes read.</param>
/// <param name="TailHash"><see cref="ContentHash"/> of the last ≤ <see cref="ContentHash.TailBytes"/> bytes before
/// <paramref name="EndOffset"/>.</param>
public sealed record SourceMark(SourceIdentity Identity, long EndOffset, ulong TailHash);
