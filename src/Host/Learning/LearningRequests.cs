using StreamW2V.Host.Commands;
using StreamW2V.Host.Options;

namespace StreamW2V.Host.Learning;

/// <summary>Makes the requests to the learning services from a command line. All errors are collected; no file is touched.</summary>
internal static class LearningRequests
{
    /// <summary>What <c>train FILE...</c> asks for.</summary>
    public static TrainRequest Train(Invocation invocation, List<string> errors)
    {
        var values = invocation.Values;
        if (invocation.Operands.Contains("-"))
        {
            errors.Add("train reads its files more than once, so it cannot read standard input (-): write it to a file first, "
                + "or learn from it with streamw2v run --stdin");
        }

        return new TrainRequest(
            [.. invocation.Operands.Where(file => file.Length > 0 && file != "-").Select(Path.GetFullPath)],
            OptionBinder.Learning(values, invocation.Context.Cores, isStream: false, errors),
            OptionBinder.Text(values),
            OptionBinder.Store(values, [], errors),
            OptionBinder.Keep(values),
            new ExplicitOptions(values));
    }

    /// <summary>What <c>run</c> asks for.</summary>
    public static RunRequest Run(Invocation invocation, List<string> errors)
    {
        var values = invocation.Values;
        var stream = OptionBinder.Stream(values, invocation.Context.InputIsPiped, errors);
        return new RunRequest(
            OptionBinder.Learning(values, invocation.Context.Cores, isStream: true, errors),
            OptionBinder.Text(values),
            stream,
            OptionBinder.Store(values, stream.Watch, errors),
            new ExplicitOptions(values),
            invocation.Context.OpenInput)
        {
            Evaluation = OptionBinder.Evaluation(values, errors),
        };
    }
}
