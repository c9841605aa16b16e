namespace StreamW2V.Ingest.Tests.Sources.Model;

/// <summary>
/// One step of a sequence. The numbers choose among what is there when it runs, so a sequence stays a sequence when steps are taken out of it.
/// </summary>
internal readonly record struct ModelOperation(ModelAction Action, int A, int B)
{
    // The more often it stands here, the more often it happens.
    private static readonly ModelAction[] Choices =
    [
        ModelAction.Create, ModelAction.Create, ModelAction.Append, ModelAction.Append, ModelAction.Append, ModelAction.Append,
        ModelAction.AppendPart, ModelAction.AppendPart, ModelAction.Rename, ModelAction.Rotate, ModelAction.Rotate, ModelAction.Rotate,
        ModelAction.Truncate, ModelAction.TruncatePart, ModelAction.Rewrite, ModelAction.CopyBegin, ModelAction.CopyTruncate, ModelAction.CopyTruncate,
        ModelAction.GzipBegin, ModelAction.GzipWhole, ModelAction.Gzip, ModelAction.Gzip, ModelAction.Delete, ModelAction.Replace, ModelAction.HardLink,
        ModelAction.SymbolicLink, ModelAction.MoveBetweenFolders, ModelAction.MoveOut, ModelAction.MoveIn, ModelAction.Hide, ModelAction.Touch,
        ModelAction.Steps, ModelAction.Steps, ModelAction.Steps, ModelAction.Steps, ModelAction.Steps, ModelAction.Steps, ModelAction.Steps,
        ModelAction.Idle, ModelAction.Kill, ModelAction.KillInWrite, ModelAction.KillInWrite,
    ];

    public static ModelOperation[] Sequence(TestNumbers numbers)
    {
        var operations = new ModelOperation[15 + numbers.Next(50)];
        for (int i = 0; i < operations.Length; i++)
        {
            operations[i] = new ModelOperation(Choices[numbers.Next(Choices.Length)], numbers.Next(1000), numbers.Next(1000));
        }

        return operations;
    }
}
