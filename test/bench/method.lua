-- Lets `wrk` send another method than GET: its first argument.
function init(args)
  wrk.method = args[1]
end
